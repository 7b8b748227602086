import assert from "node:assert/strict";
import { addStamps, issueCard } from "../../../server/src/cards/index.ts";
import { cardsPort } from "../../../server/src/cards/index.ts";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import type { Scope } from "../../../server/src/platform/index.ts";
import { issueVoucher } from "../../../server/src/vouchers/issue.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

/*
 * A year of a program with its cards, a leap day in it, swept once a day at noon except for days of downtime.
 * What was told is held against a calculation by day numbers that shares no code with the clockwork. `npm run year` takes
 * a thousand cards, the suite fewer.
 */

const cardCount = Number(process.env["YEAR_CARDS"] ?? 200);
const yearDays = 366;
const start = Date.UTC(2027, 5, 1);
const dayMs = 86_400_000;
const threshold = 60;
/** Days of the year without a sweep. */
const isDown = (day: number): boolean => (day >= 100 && day < 105) || (day >= 270 && day < 278);

/** Two steps of a linear congruential generator: enough for a spread, the same in every run. */
const spread = (index: number, salt: number, range: number): number => {
  const once = (index * 1_103_515_245 + salt * 12_345 + 12_345) % 2_147_483_648;
  return ((once * 16_807) % 2_147_483_647) % range;
};

interface Plan {
  /** MM-DD */
  birthday: string;
  /** Day numbers, ascending. */
  stampDays: number[];
  voucher: { day: number; validDays: number } | null;
}

const planFor = (index: number): Plan => {
  const leap = index % 250 === 0;
  const born = new Date(Date.UTC(2000, 0, 1) + spread(index, 1, 366) * dayMs);
  const stamps = Array.from({ length: spread(index, 2, 5) }, (_, at) => spread(index, 10 + at, yearDays));
  return {
    birthday: leap ? "02-29" : born.toISOString().slice(5, 10),
    stampDays: [...new Set(stamps)].sort((a, b) => a - b),
    voucher: index % 3 === 0 ? { day: spread(index, 3, 300), validDays: 1 + spread(index, 4, 200) } : null,
  };
};

const plans = Array.from({ length: cardCount }, (_, index) => planFor(index));
const sweepDays = Array.from({ length: yearDays }, (_, day) => day).filter((day) => !isDown(day));
const lastSweep = sweepDays.at(-1) ?? 0;

const monthDay = (day: number): string => new Date(start + day * dayMs).toISOString().slice(5, 10);
const isLeap = (day: number): boolean => new Date(start + day * dayMs).getUTCFullYear() % 4 === 0;

const expectedBirthdays = plans.filter(({ birthday }) =>
  Array.from({ length: lastSweep + 1 }, (_, day) => day).some(
    (day) =>
      monthDay(day) === birthday || (birthday === "02-29" && monthDay(day) === "02-28" && !isLeap(day)),
  ),
).length;

const expectedSpells = plans
  .map(({ stampDays }) => {
    const marks = [0, ...stampDays];
    return marks.filter((day, at) => {
      const until = marks[at + 1] ?? Number.POSITIVE_INFINITY;
      return sweepDays.some((sweep) => sweep >= day + threshold && sweep < until);
    }).length;
  })
  .reduce((sum, count) => sum + count, 0);

const expectedExpiries = plans.filter(
  ({ voucher }) => voucher !== null && sweepDays.some((sweep) => sweep > voucher.day + voucher.validDays),
).length;

describe(`clockwork › a year of ${cardCount} cards`, function () {
  this.timeout(1_200_000);
  let app: TestApp;
  const clock = new TestClock(new Date(start));

  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  it("tells every birthday, spell of inactivity and expiry, and nothing else", async () => {
    const { owner, business } = await app.tenant({ time_zone: "Europe/Kyiv" });
    const template = await owner.post("/templates", {
      name: "Coffee",
      goals: [],
      birthday: { enabled: true },
      inactivity: { enabled: true, days: threshold },
    });
    const scope: Scope = {
      business,
      actor: { kind: "staff", staff_id: null, via: "key" },
      source: "api",
      location_id: null,
    };
    const cards: string[] = [];
    for (const [index, plan] of plans.entries()) {
      const person = { email: `c${index}@example.com`, birthday: `--${plan.birthday}` };
      cards.push((await issueCard(app.platform, scope, { template_id: template.body.id, ...person })).id);
    }
    for (let day = 0; day < yearDays; day += 1) {
      clock.set(new Date(start + day * dayMs + 9 * 3_600_000));
      for (const [index, plan] of plans.entries()) {
        const card_id = cards[index] ?? "";
        if (plan.stampDays.includes(day)) await addStamps(app.platform, scope, { card_id });
        if (plan.voucher?.day === day) {
          const validity = { type: "days" as const, value: plan.voucher.validDays };
          await issueVoucher(app.platform, scope, cardsPort, { title: "A gift", validity, card_id });
        }
      }
      clock.set(new Date(start + day * dayMs + 12 * 3_600_000));
      if (!isDown(day)) await sweepClockwork(app.platform);
    }
    const events = app.platform.store.collection(eventsCollection);
    const count = (name: string) => events.countDocuments({ business_id: business.id, name });
    assert.deepEqual(
      {
        birthdays: await count("birthday_reached"),
        spells: await count("inactivity_trigger"),
        expiries: await count("voucher_expired"),
      },
      { birthdays: expectedBirthdays, spells: expectedSpells, expiries: expectedExpiries },
    );
    assert.ok(
      expectedBirthdays > 0.9 * cardCount && expectedSpells > cardCount && expectedExpiries > 0.2 * cardCount,
      "the year had something to tell",
    );
  });
});
