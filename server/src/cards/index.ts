import { cards } from "./model.ts";

export const cardCollections = [cards];
export { applyPending } from "./apply.ts";
export { deleteCard } from "./delete.ts";
export { cardsPort, customerSnapshot, rewardCards } from "./holder.ts";
export { issueCard } from "./issue-card.ts";
export { withPrograms } from "./list.ts";
export { cards, type CardDocument, type WalletPlatform } from "./model.ts";
export { noteOpened } from "./opened.ts";
export { presentCard } from "./present.ts";
export { cardProjection, type CardFact } from "./projection.ts";
export { cardOperations } from "./routes.ts";
export { noteSaved } from "./saved.ts";
export { cardInEvent, inProgram, linkOf, sceneOf, type CardInProgram } from "./scene.ts";
export { findByToken, findCard, getCard, selectCard } from "./select.ts";
export { goalsTakenBack, takeBackStamps, type TakeBackInput } from "./take-back.ts";
export { addStamps, previewSale, ReceiptUsed, stampCard, stampSale, type CardSale } from "./stamp.ts";
export { carryOverVouchers } from "./upgrade.ts";
