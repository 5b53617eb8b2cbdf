"""What the invented people write. Amounts in euros, words as one would find them in real files."""

from __future__ import annotations

PLACES = (
    "Bâtiment A, rez-de-chaussée",
    "Bâtiment A, salle 112",
    "Bâtiment B, salle 204",
    "Bâtiment B, couloir du premier étage",
    "Bâtiment C, CDI",
    "Demi-pension",
    "Gymnase",
    "Préau",
    "Administration",
    "Logement de fonction n° 2",
    "Atelier de technologie",
    "Internat",
)
#: Nature, description, works packages (name, amount, asbestos suspected).
URGENCIES = (
    "Fuite d’eau importante au plafond, la salle est fermée depuis ce matin.",
    "Plus de chauffage dans tout le bâtiment, 14 °C relevés dans les classes.",
    "Une porte coupe-feu ne se ferme plus, la commission de sécurité l’a signalée.",
    "Un pan de faux plafond est tombé pendant la nuit, personne n’est blessé.",
    "Odeur de gaz près de la chaufferie, secteur évacué et gaz coupé.",
    "Le portail principal ne se verrouille plus, l’établissement reste ouvert la nuit.",
)
SMALL = (
    (
        "Peinture écaillée dans deux salles de classe, murs abîmés par l’humidité.",
        (("Reprise des murs", "950.00"), ("Peinture", "1820.50")),
    ),
    (
        "Stores hors service côté sud, les élèves ne voient plus le tableau.",
        (("Remplacement de huit stores", "2380.00"),),
    ),
    (
        "Deux lavabos descellés dans les sanitaires des élèves.",
        (("Plomberie", "640.00"), ("Faïence", "385.00")),
    ),
    (
        "Éclairage insuffisant dans le couloir du premier étage.",
        (("Luminaires à diodes", "3150.00"),),
    ),
    (
        "Le carrelage de la demi-pension se décolle près de la plonge.",
        (("Carrelage", "1940.00"), ("Joints", "310.00")),
    ),
    (
        "La clôture est ouverte à l’arrière du gymnase, des intrusions ont été constatées.",
        (("Clôture, douze mètres", "2760.00"),),
    ),
    (
        "Prise de courant arrachée et câble apparent en salle de sciences.",
        (("Électricité", "480.00"),),
    ),
    ("Les volets du logement de fonction ne ferment plus.", (("Menuiserie", "1290.00"),)),
)
MEDIUM = (
    (
        "Réfection de la toiture du préau, infiltrations à chaque pluie.",
        (("Couverture", "21400.00"), ("Zinguerie", "5630.00"), ("Échafaudage", "3900.00")),
    ),
    (
        "Mise aux normes des paillasses de la salle de chimie.",
        (("Paillasses", "12800.00"), ("Ventilation", "7450.00")),
    ),
    (
        "Remplacement des fenêtres de l’aile nord, simple vitrage d’origine.",
        (("Menuiseries extérieures", "46900.00"), ("Reprise des appuis", "4100.00")),
    ),
    (
        "Rampe et porte automatique pour accueillir un élève en fauteuil à la rentrée.",
        (("Maçonnerie", "8700.00"), ("Porte automatique", "9350.00")),
    ),
    (
        "Cour dégradée : racines, trous, chutes d’élèves signalées à l’infirmerie.",
        (("Enrobé", "27600.00"), ("Plantations", "6800.00")),
    ),
    (
        "La chambre froide de la cuisine tombe en panne toutes les semaines.",
        (("Groupe froid", "14250.00"),),
    ),
    (
        "Isolation phonique du réfectoire, le bruit dépasse 85 décibels à midi.",
        (("Panneaux acoustiques", "18300.00"), ("Pose", "5900.00")),
    ),
    (
        "Remplacement des revêtements de sol du couloir, dalles décollées.",
        (("Dépose", "9800.00"), ("Sol souple", "11700.00")),
    ),
)
LARGE = (
    (
        "Restructuration de la demi-pension pour servir 720 repas au lieu de 540.",
        (("Gros œuvre", "88000.00"), ("Cuisine", "64500.00"), ("Électricité", "18200.00")),
    ),
    (
        "Rénovation thermique du bâtiment B : façades, toiture et ventilation.",
        (("Isolation des façades", "142000.00"), ("Ventilation", "51800.00")),
    ),
    (
        "Création de quatre salles de sciences dans l’ancien atelier.",
        (("Cloisons et sols", "58300.00"), ("Réseaux", "47200.00")),
    ),
    (
        "Reprise complète du réseau de chauffage, chaudières de 1987.",
        (("Chaudières", "96400.00"), ("Distribution", "38700.00")),
    ),
)
TECHNICAL = (
    "Faisable sans difficulté, deux jours de travaux.",
    "Vu sur place : l’état est bien celui qui est décrit.",
    "Le devis est cohérent avec nos prix de marché.",
    "À prévoir pendant les vacances, salle inoccupée.",
)
TECHNICAL_NO = (
    "Le lot principal est sous-estimé : une étude de structure manque.",
    "La solution proposée ne convient pas à ce bâtiment, voir l’avis joint.",
)
BUDGET = (
    "Crédits disponibles sur l’enveloppe d’entretien.",
    "Inscrit au plan pluriannuel, avis favorable.",
    "Avis favorable, à engager avant la fin de l’exercice.",
)
CORRECTIONS = (
    "Le devis date de plus d’un an. Pouvez-vous en joindre un plus récent ?",
    "Merci de préciser le local concerné et la surface.",
    "Deux lots semblent faire double emploi, pouvez-vous vérifier les montants ?",
    "Il manque le rapport amiante pour le lot de dépose.",
)
REFUSALS = (
    "Ces travaux relèvent de l’entretien courant, à la charge de l’établissement.",
    "Le bâtiment sera restructuré dans deux ans, la demande y sera reprise.",
    "Les crédits de l’année sont engagés. Présentez de nouveau la demande en janvier.",
)
QUESTIONS = (
    "Bonjour, savez-vous quand une visite pourra avoir lieu ?",
    "Bonjour, la situation s’aggrave avec les pluies de la semaine. Où en est la demande ?",
    "Bonjour, je peux libérer la salle à partir du 12. Cela vous aide-t-il ?",
    "Bonjour, faut-il prévoir un accès pour un camion ?",
)
ANSWERS = (
    "Bonjour, le technicien vous appelle cette semaine pour convenir d’un jour.",
    "Bonjour, la demande est devant les deux visas. Réponse sous dix jours.",
    "Bonjour, merci, c’est noté au dossier.",
    "Bonjour, oui, prévoyez un passage de trois mètres.",
)
NOTES = (
    "Vu avec l’entreprise titulaire du marché : créneau possible en février.",
    "Troisième demande de cet établissement sur le même bâtiment, à regrouper.",
    "Le chef d’établissement a appelé, il attend surtout une date.",
    "Vérifier la garantie décennale avant d’engager.",
)
ADVICE = (
    "La charpente peut-elle porter les gaines de ventilation décrites dans la demande, "
    "ou faut-il la renforcer d’abord ?"
)
BACK = "Le montant du second lot a changé depuis les visas, à revoir ensemble."
REOPENED = "Des crédits ont été rendus par un autre chantier : la demande est réexaminée."
WITHDRAWN = "Bonjour, la réparation a été faite par nos agents. Je retire la demande."
#: Cultural projects: title, field, summary, expenses, amount asked.
PROJECTS = (
    (
        "Chœur des sixièmes",
        "musique",
        "Soixante élèves travaillent toute l’année avec une cheffe de chœur et chantent en juin.",
        (("Intervenante, 32 heures", "1920.00"), ("Partitions", "180.00")),
        "950.00",
    ),
    (
        "Un tribunal pour Antigone",
        "theatre",
        "Trois classes montent la pièce avec une compagnie et la jouent devant les familles.",
        (
            ("Compagnie en résidence", "6400.00"),
            ("Costumes", "850.00"),
            ("Location de la salle", "1200.00"),
        ),
        "4000.00",
    ),
    (
        "La rivière filmée",
        "cinema",
        "Un documentaire sur la rivière, du repérage au montage, avec un réalisateur.",
        (("Réalisateur, 40 heures", "2600.00"), ("Location du matériel", "940.00")),
        "1700.00",
    ),
    (
        "Murs parlants",
        "arts",
        "Une fresque de trente mètres, dessinée puis peinte par deux classes avec une artiste.",
        (("Artiste", "3800.00"), ("Peintures et nacelle", "1650.00")),
        "2700.00",
    ),
    (
        "Sur les pas des bâtisseurs",
        "patrimoine",
        "Visites de chantiers de restauration et taille de pierre pour une classe de seconde.",
        (("Atelier", "1350.00"), ("Transport", "720.00")),
        "1000.00",
    ),
)
CO_FUNDING = "Le foyer socio-éducatif et la commune prennent le reste à leur charge."
PARTNERS = ("Compagnie du Gué", "Atelier des Trois Rives", "Ensemble Brenne")
CLASSES = ("6e A", "5e B", "4e C", "3e D", "2de 4", "1re STMG", "Terminale ASSP", "ULIS")
