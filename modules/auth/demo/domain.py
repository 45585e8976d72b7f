"""Who and what is in the demo organization. Everybody here is invented."""

from __future__ import annotations

from dataclasses import dataclass

ORGANIZATION = "Harbor & Pine Trading"
SLUG = "harbor-pine"
DOMAIN = "harbor-pine.example"
EMAIL = f"demo@{DOMAIN}"
PASSWORD = "demo-harbor-pine"  # noqa: S105  # printed at the first start, for everybody to use
OWNER = "Robin Ashdown"

SECOND_ORGANIZATION = "Lighthouse Studio"
SECOND_SLUG = "lighthouse-studio"
SECOND_EMAIL = "mara@lighthouse-studio.example"
SECOND_OWNER = "Mara Lindqvist"


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A role of the company's own."""

    name: str
    description: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A client with its projects, as code and name."""

    code: str
    name: str
    description: str
    projects: tuple[tuple[str, str], ...]
    is_archived: bool = False


ACCOUNT_LEAD = "Account lead"
BOOKKEEPING = "Bookkeeping"

ROLES = (
    DemoRole(
        ACCOUNT_LEAD,
        "Looks after clients, their projects, and the people who work on them.",
        (
            "auth:organization:read",
            "auth:members:read",
            "auth:roles:read",
            "auth:invitations:read",
            "auth:invitations:write",
            "auth:clients:read",
            "auth:clients:write",
            "auth:projects:read",
            "auth:projects:write",
        ),
    ),
    DemoRole(
        BOOKKEEPING,
        "Sees every client and project, and who changed what.",
        (
            "auth:organization:read",
            "auth:members:read",
            "auth:roles:read",
            "auth:clients:read",
            "auth:projects:read",
            "auth:audit:read",
        ),
    ),
)

MEMBERS = (
    ("ines.carvalho", "Inês Carvalho", "owner"),
    ("tom.whitlock", "Tom Whitlock", "admin"),
    ("yuki.tanabe", "Yuki Tanabe", "admin"),
    ("amara.nwosu", "Amara Nwosu", ACCOUNT_LEAD),
    ("henrik.dahl", "Henrik Dahl", ACCOUNT_LEAD),
    ("leila.farouk", "Leila Farouk", ACCOUNT_LEAD),
    ("piotr.zielinski", "Piotr Zieliński", BOOKKEEPING),
    ("grace.mbeki", "Grace Mbeki", BOOKKEEPING),
    ("mateo.rivas", "Mateo Rivas", "member"),
    ("hannah.osei", "Hannah Osei", "member"),
    ("jonas.keller", "Jonas Keller", "member"),
    ("priya.raman", "Priya Raman", "member"),
    ("chloe.marchand", "Chloé Marchand", "member"),
    ("daniel.okeefe", "Daniel O'Keefe", "member"),
    ("sofia.lindgren", "Sofia Lindgren", "member"),
    ("wei.zhang", "Wei Zhang", "viewer"),
    ("nadia.petrova", "Nadia Petrova", "viewer"),
)
"""Mailbox, name and role, beside the owner."""

INVITATIONS = (
    ("june.okafor", "member"),
    ("oliver.stone", ACCOUNT_LEAD),
    ("karin.holm", "viewer"),
    ("auditor", BOOKKEEPING),
)

CLIENTS = (
    DemoClient(
        "north-quay",
        "North Quay Hotels",
        "Four hotels on the waterfront; linen, tableware and a loyalty shop.",
        (
            ("nq-loyalty", "Loyalty shop"),
            ("nq-tableware", "Tableware 2027"),
            ("nq-linen", "Linen contract"),
            ("nq-opening", "Opening of the Old Mill"),
        ),
    ),
    DemoClient(
        "fernhill",
        "Fernhill Garden Centers",
        "Eleven garden centers; seasonal ranges and their online catalog.",
        (("fh-spring", "Spring range"), ("fh-catalog", "Online catalog"), ("fh-compost", "Peat-free compost")),
    ),
    DemoClient(
        "saltworks",
        "Saltworks Kitchen",
        "A cookery school and its mail-order pantry.",
        (("sw-pantry", "Pantry boxes"), ("sw-courses", "Course bookings"), ("sw-gifts", "Gift season")),
    ),
    DemoClient(
        "brightwater",
        "Brightwater Marina",
        "Berths, chandlery and a summer festival.",
        (("bw-chandlery", "Chandlery online"), ("bw-festival", "Summer festival"), ("bw-berths", "Berth renewals")),
    ),
    DemoClient(
        "tall-oaks",
        "Tall Oaks School",
        "Uniforms and a fair, twice a year.",
        (("to-uniforms", "Uniform shop"), ("to-fair", "Winter fair")),
    ),
    DemoClient(
        "mill-lane",
        "Mill Lane Brewery",
        "Six beers, one taproom, and crates by post.",
        (
            ("ml-taproom", "Taproom merchandise"),
            ("ml-crates", "Crates by post"),
            ("ml-labels", "New labels"),
            ("ml-tours", "Brewery tours"),
        ),
    ),
    DemoClient(
        "corner-cycles",
        "Corner Cycles",
        "Repairs, rentals and a workshop membership.",
        (
            ("cc-rentals", "Rental fleet"),
            ("cc-membership", "Workshop membership"),
            ("cc-winter", "Winter service"),
        ),
    ),
    DemoClient(
        "old-post",
        "Old Post Antiques",
        "Closed its shop last autumn; kept for the books.",
        (("op-clearance", "Clearance"), ("op-archive", "Photograph archive")),
        is_archived=True,
    ),
)

SECOND_CLIENTS = (
    DemoClient(
        "beacon",
        "Beacon Theater",
        "Posters and programs for a season of nine plays.",
        (("be-season", "Season 2027"), ("be-posters", "Poster archive")),
    ),
    DemoClient("tern", "Tern Ceramics", "A small pottery with a large waiting list.", (("te-shop", "Web shop"),)),
)
