// English, the second language.
import type { vi } from "./vi";
import { admin } from "./en/admin";
import { chair } from "./en/chair";
import { common } from "./en/common";
import { conduct } from "./en/conduct";
import { council } from "./en/council";
import { room } from "./en/room";
import { technician } from "./en/technician";

export const en: Record<keyof typeof vi, string> = { ...common, ...room, ...chair, ...conduct, ...council, ...technician, ...admin };
