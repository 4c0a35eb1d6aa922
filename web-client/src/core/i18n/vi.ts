// Vietnamese, the first language: its keys are the keys.
import { admin } from "./vi/admin";
import { chair } from "./vi/chair";
import { common } from "./vi/common";
import { conduct } from "./vi/conduct";
import { council } from "./vi/council";
import { room } from "./vi/room";
import { technician } from "./vi/technician";

export const vi = { ...common, ...room, ...chair, ...conduct, ...council, ...technician, ...admin };
