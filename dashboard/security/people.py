"""A list of people: by e-mail address, by its domain, or by a claim such as a group."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.security import sentences
from dashboard.security.identity import Identity


@dataclass(frozen=True)
class People:
    """Empty for nobody."""

    emails: frozenset[str] = frozenset()
    #: `example.org` for every address that ends in `@example.org`.
    domains: frozenset[str] = frozenset()
    #: (claim, value): the claim is that value, or a list that holds it.
    claims: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def parse(cls, text: str) -> People:
        """From `ada@example.org, @example.com, groups=radiology`.

        Raises:
            ValueError: a part is none of the three.
        """
        emails, domains, claims = set(), set(), set()
        for part in filter(None, (part.strip() for part in text.split(","))):
            claim, equals, value = part.partition("=")
            if equals and claim.strip() and value.strip():
                claims.add((claim.strip(), value.strip()))
            elif part.startswith("@") and len(part) > 1:
                domains.add(part[1:].casefold())
            elif "@" in part[1:] and not equals:
                emails.add(part.casefold())
            else:
                raise ValueError(sentences.names_nobody(part))
        return cls(frozenset(emails), frozenset(domains), frozenset(claims))

    def __bool__(self) -> bool:
        return bool(self.emails or self.domains or self.claims)

    def include(self, person: Identity) -> bool:
        """Whether that person is among them; an address that was never verified does not count."""
        email = person.email
        if email and (email in self.emails or email.rpartition("@")[2] in self.domains):
            return True
        return any(_has(person.claims.get(claim), value) for claim, value in self.claims)


def _has(claim: object, value: str) -> bool:
    return value in claim if isinstance(claim, list) else claim == value
