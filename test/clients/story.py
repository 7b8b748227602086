"""The story with the client that openapi-python-client has made: card, stamps to the goal, voucher, redemption."""

import sys

from connect_client import AuthenticatedClient
from connect_client.api.card_templates import list_templates
from connect_client.api.cards import issue_card
from connect_client.api.stamps import add_stamps
from connect_client.api.vouchers import redeem_code
from connect_client.models import AddStampsRequest, IssueCardRequest, RedeemCodeRequest

client = AuthenticatedClient(base_url=sys.argv[1] + "/v1", token=sys.argv[2])


def made(answer, status):
    assert answer.status_code == status, (answer.status_code, answer.content)
    return answer.parsed


template = made(list_templates.sync_detailed(client=client), 200).data[0]
email = "ann.lee@example.com"
card = made(
    issue_card.sync_detailed(
        client=client, body=IssueCardRequest.from_dict({"template_id": template.id, "email": email, "name": "Ann Lee"})
    ),
    201,
)
stamped = made(
    add_stamps.sync_detailed(client=client, body=AddStampsRequest.from_dict({"card_id": card.id, "count": 10})), 200
)
voucher = stamped.vouchers[0]
redeemed = made(
    redeem_code.sync_detailed(client=client, body=RedeemCodeRequest.from_dict({"code": voucher.redeem_code})), 200
)
assert str(redeemed.to_dict()["status"]) == "redeemed", redeemed
print("card", card.number, "voucher", voucher.redeem_code, "redeemed")
