"""Where a request comes from, believing proxies only as far as the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]


class ClientAddress:
    """Finds the client's address. Behind trusted proxies it is the last one that none of them has."""

    def __init__(self, proxies: Networks) -> None:
        self._proxies = proxies
        self._is_trusted = lru_cache(maxsize=1024)(self._belongs_to_proxy)

    def of(self, scope: Scope) -> str:
        """The address, or an empty string where the server knows none."""
        client = scope.get("client")
        address: str = client[0] if client else ""
        if not self._proxies or not self._is_trusted(address):
            return address
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                return self._last_stranger(value.decode("latin-1"), address)
        return address

    def _last_stranger(self, forwarded: str, address: str) -> str:
        """Read from the right: each trusted proxy added the address that it was called from."""
        for hop in reversed(forwarded.split(",")):
            hop_address = hop.strip()
            if not _is_address(hop_address):
                break
            address = hop_address
            if not self._is_trusted(address):
                break
        return address

    def _belongs_to_proxy(self, address: str) -> bool:
        if not _is_address(address):
            return False
        parsed = ip_address(address)
        return any(parsed in network for network in self._proxies)


@lru_cache(maxsize=1024)
def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
