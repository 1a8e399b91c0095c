import type { DeviceCategory } from "../../src/devices/device.ts";
import type { IconName } from "../components/icon.tsx";

export const DEVICE_ICON = {
  phone: "smartphone",
  tablet: "tablet",
  laptop: "laptop",
  desktop: "monitor",
  console: "package",
  tv: "tv",
  audio: "package",
  printer: "printer",
  camera: "camera",
  appliance: "plug",
  tool: "wrench",
  wearable: "watch",
  other: "package",
} as const satisfies Record<DeviceCategory, IconName>;
