/** The files of the pure rules, and the tests that hold them without a store. */

export const rules: readonly string[] = [
  "server/src/campaigns/decide.ts",
  "server/src/cards/decide-stamps.ts",
  "server/src/cards/decide-take-back.ts",
  "server/src/cards/earn.ts",
  "server/src/cards/progress.ts",
  "server/src/clockwork/calendar.ts",
  "server/src/core/money.ts",
  "server/src/core/pace.ts",
  "server/src/hooks/dispatch/schedule.ts",
  "server/src/hooks/health.ts",
  "server/src/hooks/sign.ts",
  "server/src/rewards/decide.ts",
  "server/src/rewards/draw.ts",
  "server/src/vouchers/decide.ts",
  "server/src/vouchers/validity.ts",
];

export const ruleTests: readonly string[] = [
  "test/server/campaigns/decide.test.ts",
  "test/server/cards/decide-stamps.test.ts",
  "test/server/cards/decide-take-back.test.ts",
  "test/server/cards/earn.test.ts",
  "test/server/cards/progress.test.ts",
  "test/server/cards/take-back.test.ts",
  "test/server/clockwork/calendar.test.ts",
  "test/server/core/money.test.ts",
  "test/server/core/pace.test.ts",
  "test/server/hooks/health.test.ts",
  "test/server/hooks/schedule.test.ts",
  "test/server/hooks/sign.test.ts",
  "test/server/rewards/decide.test.ts",
  "test/server/rewards/draw.test.ts",
  "test/server/vouchers/decide.test.ts",
  "test/server/vouchers/validity.test.ts",
];
