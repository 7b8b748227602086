import { createBusiness, createLocation, isEmptyInstallation } from "../businesses/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { oneAtATime } from "../core/installation.ts";
import { randomText } from "../core/secrets.ts";
import { createApiKey, createStaff, forgetStaff, foundBusiness } from "../staff/index.ts";
import { createTemplate, createVoucherTemplate } from "../templates/index.ts";

/** What the first start prints, once; the password and key are not kept in readable form. */
export interface DemoAccess {
  business: Business;
  login: string;
  password: string;
  apiKey: string;
  templateId: string;
}

/** Creates the business and owner that the BOOTSTRAP_ variables name. */
const bootstrapConfigured = async (platform: Platform): Promise<void> => {
  const { config } = platform;
  await foundBusiness(platform, {
    name: config.BOOTSTRAP_BUSINESS ?? "",
    country: config.BOOTSTRAP_COUNTRY,
    time_zone: config.BOOTSTRAP_TIME_ZONE,
    login: config.BOOTSTRAP_LOGIN ?? "",
    password: config.BOOTSTRAP_PASSWORD ?? "",
  });
};

/** Creates "Demo Coffee": an owner, a scanner, a location, a voucher template and a card with goals at 5 and 10 stamps. */
const bootstrapDemo = async (platform: Platform): Promise<DemoAccess> => {
  const id = platform.newId("b");
  const password = randomText(16);
  const owner = await createStaff(platform, id, {
    name: "Owner",
    login: "owner",
    password,
    role: "owner",
  });
  const location = await createLocation(platform, id, {
    name: "Main Street",
    address: "1 Main Street",
  });
  await createStaff(platform, id, {
    name: "Counter scanner",
    login: "scanner",
    password: randomText(16),
    role: "scanner",
    location_id: location._id,
  });
  const voucher = await createVoucherTemplate(platform, id, {
    title: "A free coffee",
    description: "Any size, any milk.",
    code: { mode: "unique" },
    formats: ["text", "qr", "barcode"],
    validity: { type: "days", value: 30 },
  });
  const template = await createTemplate(platform, id, {
    name: "Coffee card",
    goals: [
      { stamps: 5, reward: { type: "award", name: "A cookie with your coffee" } },
      { stamps: 10, reward: { type: "voucher", voucher_template_id: voucher._id } },
    ],
  });
  const { secret } = await createApiKey(platform, id, owner._id);
  // Last, since it is what makes the store count as not empty: a start cut short before it is done again.
  const business = await createBusiness(platform, { name: "Demo Coffee" }, id);
  return { business, login: "owner", password, apiKey: secret, templateId: template._id };
};

const fill = async (platform: Platform): Promise<DemoAccess | null> => {
  if (!(await isEmptyInstallation(platform))) return null;
  await forgetStaff(platform);
  if (platform.config.BOOTSTRAP_BUSINESS === undefined) return bootstrapDemo(platform);
  await bootstrapConfigured(platform);
  return null;
};

/**
 * On an empty store creates the configured first business, or else the demo business; once, however many processes
 * start together.
 * @returns how to get into the demo business, when it was created just now
 */
export const bootstrap = async (platform: Platform): Promise<DemoAccess | null> => {
  if (!(await isEmptyInstallation(platform))) return null;
  return oneAtATime(platform, "bootstrap", () => fill(platform));
};
