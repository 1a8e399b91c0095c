import type { DeviceCategory } from "../../src/devices/device.ts";
import type { IconName } from "../components/icon.tsx";

export const DEVICE_ICON = {
  phone: "smartphone",
  tablet: "tablet",
  laptop: "laptop",
  desktop: "monitor",
  console: "gamepad-2",
  tv: "tv",
  audio: "speaker",
  printer: "printer",
  camera: "camera",
  appliance: "refrigerator",
  tool: "wrench",
  wearable: "watch",
  other: "package",
} as const satisfies Record<DeviceCategory, IconName>;
