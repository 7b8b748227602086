import assert from "node:assert/strict";
import { startTestApp, testPassword, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

const clock = new TestClock(new Date());

describe("staff › session", () => {
  let app: TestApp;
  let tenant: Tenant;
  let nobody: Client;

  before(async () => {
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    nobody = app.client("");
  });
  after(() => app.stop());

  const newMember = async (role = "manager") => {
    const login = `Login.${app.platform.newId("st")}`;
    const body = { name: "Kim", login, password: testPassword, role };
    const { id } = (await tenant.owner.post("/staff", body)).body;
    return { id, login };
  };
  const logIn = (login: string, password = testPassword) => nobody.post("/session", { login, password });
  const open = async (login: string) => {
    const answer = await logIn(login);
    assert.equal(answer.status, 201, answer.text);
    const setCookie = answer.headers.getSetCookie().join("\n");
    const cookie = /^[^;]+/.exec(setCookie)?.[0] ?? "";
    return { cookie, csrf: String(answer.body.csrf_token), setCookie };
  };
  /** Without an Authorization header, as a browser. */
  const browse = (path: string, init: RequestInit = {}) => fetch(`${app.url}/v1${path}`, init);
  const isOpen = async (cookie: string) => (await browse("/session", { headers: { cookie } })).status === 200;

  it("is a cookie that scripts and other sites cannot use", async () => {
    const { login } = await newMember();
    const { cookie, setCookie } = await open(login.toUpperCase());
    assert.match(setCookie, /; httponly/i);
    assert.match(setCookie, /; samesite=strict/i);
    assert.match(setCookie, /; path=\//i);
    assert.doesNotMatch(setCookie, /; secure/i, "this installation is reached by plain http");
    assert.equal((await browse("/me", { headers: { cookie } })).status, 200);
  });

  it("asks for its token on each write", async () => {
    const { login } = await newMember();
    const { cookie, csrf } = await open(login);
    const write = async (headers: Record<string, string>) => {
      const response = await browse("/locations", {
        method: "POST",
        headers: { cookie, "content-type": "application/json", ...headers },
        body: '{"name":"A"}',
      });
      return [response.status, ((await response.json()) as { code?: string }).code];
    };
    assert.deepEqual(await write({}), [403, "csrf_failed"]);
    assert.deepEqual(await write({ "x-csrf-token": `${csrf}x` }), [403, "csrf_failed"]);
    assert.deepEqual(await write({ "x-csrf-token": csrf }), [201, undefined]);
  });

  it("ends with the log-out, for copies of its cookie too", async () => {
    const { login } = await newMember();
    const one = await open(login);
    const other = await open(login);
    const answer = await browse("/session", {
      method: "DELETE",
      headers: { cookie: one.cookie, "x-csrf-token": one.csrf },
    });
    assert.equal(answer.status, 204);
    assert.match(answer.headers.getSetCookie().join(), /7stamp_session=;/);
    assert.deepEqual([await isOpen(one.cookie), await isOpen(other.cookie)], [false, true]);
  });

  it("ends with a new password, with its staff member, and by itself", async () => {
    const changed = await newMember();
    const disabled = await newMember();
    const left = await newMember();
    const cookies = [];
    for (const { login } of [changed, disabled, left]) cookies.push((await open(login)).cookie);
    await tenant.owner.patch(`/staff/${changed.id}`, { password: "another password" });
    await tenant.owner.patch(`/staff/${disabled.id}`, { status: "disabled" });
    assert.deepEqual(await Promise.all(cookies.map(isOpen)), [false, false, true]);
    assert.equal((await logIn(changed.login)).body.code, "login_failed");
    assert.equal((await logIn(changed.login, "another password")).status, 201);
    assert.equal((await logIn(disabled.login)).body.code, "login_failed");
    clock.advance({ hours: 13 });
    assert.equal(await isOpen(cookies[2] ?? ""), false);
  });

  it("is refused after ten wrong passwords, whatever the eleventh, for this login only", async () => {
    const { login } = await newMember();
    const other = await newMember();
    const tries = await Promise.all(Array.from({ length: 12 }, () => logIn(login, "wrong password")));
    const count = (code: string) => tries.filter(({ body }) => body.code === code).length;
    assert.deepEqual([count("login_failed"), count("too_many_logins")], [10, 2]);
    const right = await logIn(login);
    assert.equal(right.status, 429);
    assert.ok(right.body.retry_after >= 1 && right.body.retry_after <= 600);
    assert.equal(right.headers.get("retry-after"), String(right.body.retry_after));
    assert.equal((await logIn(other.login)).status, 201);
  });

  it("forgets wrong passwords after a right one", async () => {
    const { login } = await newMember();
    for (let round = 0; round < 2; round += 1) {
      for (let wrong = 0; wrong < 6; wrong += 1) assert.equal((await logIn(login, "wrong")).status, 401);
      assert.equal((await logIn(login)).status, 201);
    }
  });

  it("says the same of a wrong password and an unknown login", async () => {
    const { login } = await newMember();
    const wrong = (await logIn(login, "wrong password")).body;
    const unknown = (await logIn("nobody.at.all", "wrong password")).body;
    assert.deepEqual({ ...wrong, request_id: "" }, { ...unknown, request_id: "" });
  });
});

describe("staff › members", () => {
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant();
  });
  after(() => app.stop());

  it("have logins that are unique in the installation, whatever their case", async () => {
    const body = { name: "Kim", login: "Kim.Lee", password: "long enough", role: "scanner" };
    const other = await app.tenant();
    const answers = await Promise.all([
      tenant.owner.post("/staff", body),
      other.owner.post("/staff", { ...body, login: "kim.lee" }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
    assert.equal(answers.find(({ status }) => status === 409)?.body.code, "login_taken");
  });

  it("keep at least one owner, also when two remove each other at once", async () => {
    const second = await tenant.member("owner");
    const [one, two] = [
      (await tenant.owner.get("/me")).body.staff.id,
      (await second.get("/me")).body.staff.id,
    ];
    await Promise.all([
      tenant.owner.patch(`/staff/${two}`, { role: "scanner" }),
      second.patch(`/staff/${one}`, { role: "scanner" }),
    ]);
    const mine = await Promise.all([tenant.owner.get("/staff"), second.get("/staff")]);
    const left = mine.find(({ status }) => status === 200);
    assert.ok(left !== undefined, "somebody still owns the business");
    const owners = left.body.data.filter((member: { role: string }) => member.role === "owner");
    const last = owners.length === 1 ? owners[0].id : null;
    if (last === null) return;
    const refused = await (last === one ? tenant.owner : second).patch(`/staff/${last}`, {
      status: "disabled",
    });
    assert.equal(refused.body.code, "last_owner");
  });
});
