import type { Mutant } from "./mutant.ts";
import { appMutants } from "./table/apps.ts";
import { idleMutants } from "./table/idle.ts";
import { journalMutants } from "./table/journal.ts";
import { loyaltyMutants } from "./table/loyalty.ts";
import { startMutants } from "./table/start.ts";
import { tenantMutants } from "./table/tenants.ts";
import { besideMutants } from "./table/beside.ts";
import { callerMutants } from "./table/callers.ts";
import { clockMutants } from "./table/clocks.ts";
import { crowdMutants } from "./table/crowds.ts";
import { outboundMutants } from "./table/outbound.ts";
import { diskMutants } from "./table/disk.ts";
import { edgeMutants } from "./table/edges.ts";
import { eventMutants } from "./table/events.ts";
import { dispatchMutants } from "./table/dispatch.ts";
import { consoleMutants } from "./table/console.ts";
import { inputMutants } from "./table/input.ts";
import { insightMutants } from "./table/insight.ts";
import { looksMutants } from "./table/looks.ts";
import { messageMutants } from "./table/messages.ts";
import { personMutants } from "./table/persons.ts";
import { samplesMutants } from "./table/samples.ts";
import { shownMutants } from "./table/shown.ts";
import { storeMutants } from "./table/store.ts";
import { sweepMutants } from "./table/sweeps.ts";
import { trustMutants } from "./table/trust.ts";

/** Every guard that `npm run mutants` takes out, one at a time. */
export const mutants: readonly Mutant[] = [
  ...journalMutants,
  ...besideMutants,
  ...sweepMutants,
  ...loyaltyMutants,
  ...tenantMutants,
  ...callerMutants,
  ...clockMutants,
  ...crowdMutants,
  ...outboundMutants,
  ...diskMutants,
  ...edgeMutants,
  ...eventMutants,
  ...dispatchMutants,
  ...messageMutants,
  ...personMutants,
  ...inputMutants,
  ...appMutants,
  ...insightMutants,
  ...idleMutants,
  ...shownMutants,
  ...consoleMutants,
  ...looksMutants,
  ...startMutants,
  ...trustMutants,
  ...storeMutants,
  ...samplesMutants,
];
