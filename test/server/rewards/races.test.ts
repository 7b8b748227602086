import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { startTestApp } from "../../support/app.ts";
import { meeting } from "../../support/meeting.ts";
import { makeVoucherTemplate, stageFor } from "./lottery.ts";

const won = (voucherTemplateId: string) => ({
  type: "lottery",
  name: "Wheel",
  variants: [{ type: "voucher", probability: 100, name: "Coffee", voucher_template_id: voucherTemplateId }],
});

/** Two processes on one store play the same rewards; how many plays were answered, and vouchers exist. */
const race = async (
  { rewards, calls }: { rewards: number; calls: number },
  identify?: (stream: string, seq: number) => string,
) => {
  const { reach, call } = meeting();
  const options = { reach, ...(identify && { identify }) };
  const first = await startTestApp(options);
  const second = await startTestApp({ ...options, databaseUri: first.databaseUri });
  try {
    const { owner: one } = await first.tenant();
    const two = second.client(one.key);
    const stage = stageFor(one);
    const voucherTemplateId = await makeVoucherTemplate(one);
    const codes: string[] = [];
    for (let at = 0; at < rewards; at += 1) {
      const { rewardId } = await stage.grant(won(voucherTemplateId));
      call();
      const answers = await Promise.all(
        Array.from({ length: calls }, (_, at) => (at % 2 ? one : two).post(`/rewards/${rewardId}/play`)),
      );
      codes.push(...answers.map(({ status, body }) => (status === 200 ? "played" : String(body.code))));
    }
    const vouchers = await one.get(`/vouchers?limit=100&voucher_template_id=${voucherTemplateId}`);
    return {
      played: codes.filter((code) => code === "played").length,
      refused: codes.filter((code) => code === "reward_already_played").length,
      vouchers: vouchers.body.data.length as number,
    };
  } finally {
    await second.stop();
    await first.stop();
  }
};

describe("play in races", () => {
  it("plays each spin once in ten parallel calls to two processes", async () => {
    assert.deepEqual(await race({ rewards: 5, calls: 10 }), { played: 5, refused: 45, vouchers: 5 });
  });

  it("would play it twice without the unique id of the journal", async () => {
    const doubled = await race({ rewards: 5, calls: 4 }, (stream, seq) => `${stream}:${seq}:${randomUUID()}`);
    assert.ok(doubled.played > 5, `${doubled.played} plays of 5 spins`);
  });
});
