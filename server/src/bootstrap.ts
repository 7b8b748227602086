import {
  createBusiness,
  createLocation,
  isEmptyInstallation,
  type BusinessInput,
} from "./businesses/index.ts";
import type { Business, Platform } from "./journal/index.ts";
import { randomText } from "./core/secrets.ts";
import { createApiKey, createStaff } from "./staff/index.ts";
import { createTemplate, createVoucherTemplate } from "./templates/index.ts";

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
  const input: BusinessInput = {
    name: config.BOOTSTRAP_BUSINESS ?? "",
    country: config.BOOTSTRAP_COUNTRY,
    time_zone: config.BOOTSTRAP_TIME_ZONE,
  };
  const business = await createBusiness(platform, input);
  await createStaff(platform, business.id, {
    name: input.name,
    login: config.BOOTSTRAP_LOGIN ?? "",
    password: config.BOOTSTRAP_PASSWORD ?? "",
    role: "owner",
  });
};

/** Creates "Demo Coffee": an owner, a scanner, a location, a voucher template and a card with goals at 5 and 10 stamps. */
const bootstrapDemo = async (platform: Platform): Promise<DemoAccess> => {
  const business = await createBusiness(platform, { name: "Demo Coffee" });
  const password = randomText(16);
  const owner = await createStaff(platform, business.id, {
    name: "Owner",
    login: "owner",
    password,
    role: "owner",
  });
  const location = await createLocation(platform, business.id, {
    name: "Main Street",
    address: "1 Main Street",
  });
  await createStaff(platform, business.id, {
    name: "Counter scanner",
    login: "scanner",
    password: randomText(16),
    role: "scanner",
    location_id: location._id,
  });
  const voucher = await createVoucherTemplate(platform, business.id, {
    title: "A free coffee",
    description: "Any size, any milk.",
    code: { mode: "unique" },
    formats: ["text", "qr", "barcode"],
    validity: { type: "days", value: 30 },
  });
  const template = await createTemplate(platform, business.id, {
    name: "Coffee card",
    goals: [
      { stamps: 5, reward: { type: "award", name: "A cookie with your coffee" } },
      { stamps: 10, reward: { type: "voucher", voucher_template_id: voucher._id } },
    ],
  });
  const { secret } = await createApiKey(platform, business.id, owner._id);
  return { business, login: "owner", password, apiKey: secret, templateId: template._id };
};

/**
 * On an empty store creates the configured first business, or else the demo business.
 * @returns how to get into the demo business, when it was created just now
 */
export const bootstrap = async (platform: Platform): Promise<DemoAccess | null> => {
  if (!(await isEmptyInstallation(platform))) return null;
  if (platform.config.BOOTSTRAP_BUSINESS === undefined) return bootstrapDemo(platform);
  await bootstrapConfigured(platform);
  return null;
};
