"""Pseudonyms: keyed hashes of the provider's own client ids. They cannot be turned back without the key."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

SHORT, LONG = 16, 32
"""Hexadecimal digits of a pseudonym; the long form is used where two clients would share the short one."""


def normalised(identity: str) -> str:
    """A client id as it is hashed: compatible characters folded, small letters, no blanks or control characters.

    Examples
    --------
    >>> normalised(" K 0012\\u00a0"), normalised("ｋ0012")
    ('k0012', 'k0012')
    """
    folded = unicodedata.normalize("NFKC", identity).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign)[0] != "C")


def pseudonyms(identities: Iterable[str], key: bytes, purpose: str = "") -> dict[str, str]:
    """HMAC-SHA256 of every id under the provider's key of the year, 16 hexadecimal digits.

    Parameters
    ----------
    identities : iterable of str
        Ids as the provider writes them; spellings that differ only in case or blanks are one client.
    key : bytes
        The key of one provider and one year.
    purpose : str
        Keeps ids of another kind (contacts) apart from those of clients.

    Returns
    -------
    dict
        Id to pseudonym; ids without any letter or digit are left out.

    Examples
    --------
    >>> set(pseudonyms(["K 12", "k12"], b"0" * 32).values())
    {'1cc62724d671602a'}
    """
    forms = {identity: form for identity in set(identities) if (form := normalised(identity))}
    mark = f"{purpose}\x1f" if purpose else ""
    digests = {form: hmac.new(key, (mark + form).encode(), hashlib.sha256).hexdigest() for form in set(forms.values())}
    length = shortest(digests.values())
    return {identity: digests[form][:length] for identity, form in forms.items()}


def shortest(digests: Iterable[str]) -> int:
    """The number of digits that keeps all of these hashes apart: 16, or 32 where two share the first 16.

    Examples
    --------
    >>> shortest(["a" * 64, "b" * 64]), shortest(["a" * 64, "a" * 16 + "b" * 48])
    (16, 32)
    """
    whole = set(digests)
    return SHORT if len({digest[:SHORT] for digest in whole}) == len(whole) else LONG
