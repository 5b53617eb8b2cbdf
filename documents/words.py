"""Sentences for what is refused about a file or a letter."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "export-no-right": _l("Vous n’avez plus le droit d’exporter cette liste."),
    "file-empty": _l("Ce fichier est vide. Choisissez-en un autre."),
    "file-size": _l(
        "Ce fichier dépasse %(most)s. Réduisez-le, ou envoyez-le en plusieurs parties."
    ),
    "file-count": _l("Vous pouvez joindre %(most)s fichiers au plus. Retirez-en un d’abord."),
    "file-kind": _l("Ce type de fichier n’est pas accepté ici. Choisissez : %(accepted)s."),
    "file-unknown": _l(
        "Ce fichier n’est pas reconnu. Enregistrez-le en PDF, puis envoyez-le à nouveau."
    ),
    "file-captions": _l(
        "Ces sous-titres ne se lisent pas. Il faut un fichier WebVTT en UTF-8 : « WEBVTT » sur la "
        "première ligne, puis les minutages (00:01.000 --> 00:04.000)."
    ),
    "file-extension": _l(
        "Le contenu de ce fichier ne correspond pas à son nom. "
        "Renommez-le en « .%(wanted)s » s’il s’ouvre bien ainsi."
    ),
    "file-program": _l("Les programmes ne sont pas acceptés. Envoyez un document ou une image."),
    "file-page": _l(
        "Les pages web et les dessins SVG ne sont pas acceptés. Envoyez un PDF ou une image."
    ),
    "file-polyglot": _l(
        "Ce fichier cache une page web et ne peut pas être accepté. "
        "Enregistrez-le à nouveau depuis le logiciel d’origine."
    ),
    "file-damaged": _l("Ce fichier est abîmé. Ouvrez-le, enregistrez-le, puis renvoyez-le."),
    "file-encrypted": _l(
        "Ce fichier est protégé par un mot de passe. Retirez le mot de passe, puis renvoyez-le."
    ),
    "file-macros": _l(
        "Ce fichier contient des macros. Enregistrez-le sans macros (.docx, .xlsx) ou en PDF."
    ),
    "file-old-office": _l(
        "Ce format ancien n’est pas accepté. Enregistrez le fichier en .docx, .xlsx ou PDF."
    ),
    "file-bomb": _l("Ce fichier est trop volumineux une fois ouvert. Envoyez-le en PDF."),
    "file-outside-template": _l(
        "Ce fichier va chercher son modèle sur un autre site. Enregistrez-le en PDF."
    ),
    "file-pixels": _l("Cette image est trop grande (%(width)s × %(height)s points). Réduisez-la."),
    "file-infected": _l(
        "L’antivirus a détecté un virus dans ce fichier. Retirez-le, puis joignez un fichier sain."
    ),
    "file-not-yours": _l("Ce fichier n’appartient pas à cette démarche. Joignez-le à nouveau."),
    "letter-not-a-model": _l("Ce fichier n’est pas un modèle Word (.docx)."),
    "letter-syntax": _l("Le modèle contient une expression mal écrite : %(seen)s."),
    "letter-forbidden": _l("Le modèle contient une expression interdite : %(seen)s."),
    "letter-filter": _l("Le filtre « %(seen)s » n’est pas accepté dans un modèle."),
    "letter-depth": _l("Le modèle imbrique plus de %(most)s boucles."),
    "letter-too-heavy": _l("Le modèle demande trop de calcul ou de mémoire."),
    "letter-unknown-variable": _l("La variable « %(seen)s » n’est pas déclarée par le modèle."),
    "letter-no-file": _l("Le modèle « %(seen)s » n’a pas de fichier Word."),
    "letter-failed": _l("La fabrication du courrier a échoué."),
}
