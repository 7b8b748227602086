import { findBusiness } from "../businesses/index.ts";
import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { showEvents } from "../events/index.ts";
import { Answer, bind, bindSilent, rawPage, type Operation } from "../http/operation.ts";
import { getTemplate } from "../templates/index.ts";
import { applyPending, applyProgress, applyTemplate } from "./apply.ts";
import { deleteCard } from "./delete.ts";
import { issueCard } from "./issue-card.ts";
import { cardHistory, listCards } from "./list.ts";
import { presentCard } from "./present.ts";
import { noteSaved } from "./saved.ts";
import { inProgram } from "./scene.ts";
import { getCard } from "./select.ts";
import { addStamps } from "./stamp.ts";

export const cardOperations: readonly Operation[] = [
  bind(catalog.issueCard, async ({ platform, caller, body }) => {
    const issued = await issueCard(platform, caller, body);
    return new Answer(issued.created ? 201 : 200, issued);
  }),
  bind(catalog.listCards, async ({ platform, caller, query }) =>
    mapPage(await listCards(platform, caller.business, query), presentCard),
  ),
  bind(catalog.getCard, async ({ platform, caller, params }) => {
    const card = await getCard(platform, caller.business, params.id);
    const template = await getTemplate(platform, caller.business.id, card.template_id);
    return presentCard(await inProgram(platform, card, template));
  }),
  bind(catalog.reportCardSaved, async ({ platform, caller, params, body }) => {
    const card = await getCard(platform, caller.business, params.id);
    return noteSaved(platform, caller, card, body.platform);
  }),
  bindSilent(catalog.deleteCard, async ({ platform, caller, params }) => {
    await deleteCard(platform, caller, params.id);
  }),
  bind(catalog.cardHistory, async ({ platform, caller, params, query }) => {
    const page = await cardHistory(platform, caller.business, params.id, query);
    return rawPage(mapPage(page, await showEvents(platform, page.data, "ids")));
  }),
  bind(
    catalog.addStamps,
    async ({ platform, caller, body }) => (await addStamps(platform, caller, body)).answer,
  ),
  bind(catalog.applyTemplate, async ({ platform, caller, params }) => {
    const applied = await applyTemplate(platform, caller.business, params.id);
    void applyPending(platform, (id) => findBusiness(platform, id)).catch((error: unknown) => {
      platform.log.error({ err: error }, "a template version was not applied; the sweep will go on with it");
    });
    return applied;
  }),
  bind(catalog.getApplyProgress, ({ platform, caller, params }) =>
    applyProgress(platform, caller.business, params.id),
  ),
];
