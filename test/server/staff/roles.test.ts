import assert from "node:assert/strict";
import { actions, roles, type ActionDefinition, type Role } from "../../../server/src/catalog/index.ts";
import { isAllowed } from "../../../server/src/http/authenticate.ts";
import { startTestApp, testPassword, type Client, type TestApp } from "../../support/app.ts";

/** SPEC section 5, Roles: what a scanner may write; it reads all but these. */
const scannerWrites = [
  /^POST \/customers$/,
  /^PATCH \/customers\/:id$/,
  /^POST \/(cards|stamps|vouchers|redemptions)$/,
  /^POST \/cards\/:id\/saved$/,
  /^POST \/vouchers\/:id\/(redeem|cancel)$/,
  /^POST \/rewards\/:id\/play$/,
  /^(POST|PATCH|DELETE) \/hooks/,
  /^POST \/deliveries\/:id\/retry$/,
  /^DELETE \/session$/,
];
const ownerOnly = /^\w+ \/(staff|api-keys|business)(\/|$)/;
const hiddenFromScanners = /^GET \/messengers$/;

const lineOf = ({ method, path }: ActionDefinition) => `${method} ${path}`;

const neededBy = (action: ActionDefinition): Role => {
  const line = lineOf(action);
  if (ownerOnly.test(line)) return "owner";
  if (action.method === "GET") return hiddenFromScanners.test(line) ? "manager" : "scanner";
  return scannerWrites.some((pattern) => pattern.test(line)) ? "scanner" : "manager";
};

const withKey = actions.filter(({ access }) => access === "caller");

interface Session {
  readonly cookie: string;
  readonly csrf: string;
}

describe("staff › roles", () => {
  let app: TestApp;
  const byRole = new Map<Role, { client: Client; session: Session }>();

  const logIn = async (login: string): Promise<Session> => {
    const answer = await app.client("").post("/session", { login, password: testPassword });
    assert.equal(answer.status, 201, answer.text);
    return {
      cookie: answer.headers
        .getSetCookie()
        .map((one) => one.split(";")[0])
        .join("; "),
      csrf: answer.body.csrf_token,
    };
  };

  before(async () => {
    app = await startTestApp();
    const tenant = await app.tenant();
    for (const role of roles) {
      const client = await tenant.member(role);
      const { login } = (await client.get("/me")).body.staff;
      byRole.set(role, { client, session: await logIn(login) });
    }
  });
  after(() => app.stop());

  /** Ids that name nothing and an unknown member: whoever is let in is refused for these, and nothing happens. */
  const call = async (action: ActionDefinition, headers: Record<string, string>) => {
    const path = action.path.replace(/:\w+/g, "none_1");
    const hasBody = action.method === "POST" || action.method === "PATCH";
    const response = await fetch(`${app.url}/v1${path}${action.method === "GET" ? "?unknown=1" : ""}`, {
      method: action.method,
      headers: { ...headers, ...(hasBody && { "content-type": "application/json" }) },
      ...(hasBody && { body: '{"unknown":1}' }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text || "{}") as Record<string, unknown> };
  };

  for (const action of withKey) {
    const needed = neededBy(action);
    it(`${lineOf(action)} is for ${needed}s and above, by key and by session`, async () => {
      assert.equal(action.role, needed);
      for (const [role, { client, session }] of byRole) {
        const proofs: Record<string, string>[] = [
          { authorization: `Bearer ${client.key}` },
          { cookie: session.cookie, "x-csrf-token": session.csrf },
        ];
        for (const proof of proofs) {
          const { status, body } = await call(action, proof);
          // 415: JSON, where a file is wanted.
          if (isAllowed(role, needed)) assert.ok([404, 415, 422, 204].includes(status), `${role}: ${status}`);
          else assert.deepEqual([status, body["required_role"]], [403, needed], role);
        }
      }
    });
  }
});
