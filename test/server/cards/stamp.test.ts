import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { meeting } from "../../support/meeting.ts";

const post = async (client: Client, path: string, body: unknown, status: number) => {
  const answer = await client.post(path, body);
  assert.equal(answer.status, status, answer.text);
  return answer.body;
};

describe("stamp", () => {
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant();
    owner = tenant.owner;
  });
  after(() => app.stop());

  const template = async (input: Record<string, unknown> = {}): Promise<string> =>
    (
      await post(
        owner,
        "/templates",
        { name: "Coffee", goals: [{ stamps: 5, reward: { type: "award", name: "Cookie" } }], ...input },
        201,
      )
    ).id;
  const card = async (templateId: string): Promise<string> =>
    (await post(owner, "/cards", { template_id: templateId, email: `${randomUUID()}@example.com` }, 201)).id;

  it("adds one stamp per order by default", async () => {
    const cardId = await card(await template());
    const answer = await post(owner, "/stamps", { card_id: cardId }, 200);
    assert.equal(answer.stamp.count, 1);
    assert.equal(answer.card.stamps, 1);
    assert.equal(answer.card.stamps_to_next_goal, 4);
  });

  it("crosses several goals and cycles in one call", async () => {
    const templateId = await template({
      limits: { max_stamps_per_call: 100 },
      goals: [
        { stamps: 2, reward: { type: "award", name: "Cookie" } },
        { stamps: 5, reward: { type: "award", name: "Coffee" } },
      ],
    });
    const cardId = await card(templateId);
    const answer = await post(owner, "/stamps", { card_id: cardId, count: 13 }, 200);
    assert.deepEqual(
      answer.goals.map((goal: { index: number; cycle: number }) => [goal.index, goal.cycle]),
      [
        [1, 1],
        [2, 1],
        [1, 2],
        [2, 2],
        [1, 3],
      ],
    );
    assert.equal(answer.card.stamps, 3);
    assert.equal(answer.card.cycle, 3);
    const events = (await owner.get(`/events?card_id=${cardId}&limit=100`)).body.data;
    const goals = events.filter((event: { event: string }) => event.event === "goal_reached");
    assert.deepEqual(
      goals.map((event: { card: { stamps: number } }) => event.card.stamps),
      [2, 5, 2, 5, 2],
    );
  });

  describe("races", () => {
    /** Two processes on one store stamp one card; returns the stamps counted by answers and by the card. */
    const race = async (identify?: (stream: string, seq: number) => string) => {
      const { reach, call } = meeting();
      const options = { reach, ...(identify && { identify }) };
      const first = await startTestApp(options);
      const second = await startTestApp({ ...options, databaseUri: first.databaseUri });
      const { owner: one } = await first.tenant();
      const two = second.client(one.key);
      const made = await post(one, "/templates", { name: "Race", goals: [] }, 201);
      const issued = await post(one, "/cards", { template_id: made.id, email: "race@example.com" }, 201);
      call();
      const calls = Array.from({ length: 100 }, (_, at) =>
        (at % 2 ? one : two).post("/stamps", { card_id: issued.id }),
      );
      const answers = await Promise.all(calls);
      const accepted = answers.filter((answer) => answer.status === 200).length;
      const { total_stamps: counted } = (await one.get(`/cards/${issued.id}`)).body;
      await second.stop();
      await first.stop();
      return { accepted, counted };
    };

    it("counts 100 parallel calls from two processes exactly", async () => {
      assert.deepEqual(await race(), { accepted: 100, counted: 100 });
    });

    it("would lose stamps without the unique id of the journal", async () => {
      const { counted } = await race((stream, seq) => `${stream}:${seq}:${randomUUID()}`);
      assert.notEqual(counted, 100);
    });
  });
});
