"""Tries a bucket as the house will use it, and says in plain words what the host has to mend."""

from __future__ import annotations

import secrets
from typing import Final

from minio.error import S3Error
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from documents.errors import StorageAway, StorageRefused
from documents.storage.keeping import Address, Storage

_CONTENT: Final = b"essai de Preau"
_KEY: Final = "la clé ou son secret n’est pas le bon : corrigez PREAU_S3_KEY et PREAU_S3_SECRET."
_REGION: Final = "il n’est pas de cette région : corrigez PREAU_S3_REGION."
#: What a server calls a refusal → what to do about it.
_REFUSED: Final = {
    "InvalidAccessKeyId": _KEY,
    "SignatureDoesNotMatch": _KEY,
    "InvalidToken": _KEY,
    "NoSuchBucket": "il n’existe pas : créez-le, ou corrigez PREAU_S3_BUCKET.",
    "InvalidBucketName": "ce nom n’est pas permis : corrigez PREAU_S3_BUCKET.",
    "AccessDenied": "cette clé n’a pas tous les droits qu’il faut : lister le bucket, lire, "
    "écrire et supprimer ses objets (docs/howto/host.md).",
    "AuthorizationHeaderMalformed": _REGION,
    "PermanentRedirect": _REGION,
    "RequestTimeTooSkewed": "l’horloge de cette machine n’est pas à l’heure.",
}


def tried(storage: Storage, address: Address) -> None:
    """List, write, read from the middle, copy, delete; an error says what to mend."""
    made = list[str]()
    try:
        storage.is_empty()
        made.append(storage.settle(storage.write([_CONTENT]), secrets.token_hex(16)))
        made.append(storage.again(made[0]))
        with storage.open(made[1]) as file:
            file.seek(6)
            right = file.read() == _CONTENT[6:]
        for name in made:
            storage.remove(name)
    except FileNotFoundError as fault:
        raise StorageRefused(
            f"Dans {storage.title}, un fichier écrit n’est pas retrouvé."
        ) from fault
    except StorageAway as fault:
        raise _in_words(storage, address, fault.__cause__) from fault
    if not right:
        raise StorageRefused(
            f"Dans {storage.title}, ce qui est lu n’est pas ce qui a été écrit : ce serveur ne "
            "parle pas S3 comme il faut."
        )


def _in_words(storage: Storage, address: Address, why: BaseException | None) -> StorageAway:
    cause = why.reason if isinstance(why, MaxRetryError) else why
    if isinstance(cause, SSLError):
        return StorageRefused(
            f"Le certificat de {address.endpoint} n’est pas reconnu : donnez celui de son autorité "
            "par SSL_CERT_FILE, ou corrigez PREAU_S3_ENDPOINT."
        )
    if isinstance(why, S3Error):
        told = _REFUSED.get(why.code or "", f"il refuse ({why.code}).")
        return StorageRefused(f"On ne peut pas se servir de {storage.title} : {told}")
    if isinstance(why, HTTPError):
        return StorageAway(
            f"{address.endpoint} ne répond pas : vérifiez PREAU_S3_ENDPOINT, le réseau et le "
            "serveur des fichiers."
        )
    return StorageRefused(
        f"{address.endpoint} ne répond pas comme un serveur S3 : corrigez PREAU_S3_ENDPOINT."
    )
