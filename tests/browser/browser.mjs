// Debian's Chromium, drawing the same on every machine: one font, no hinting, no colour profile.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

// DejaVu comes with Chromium on Debian, in the same version for years, has every Vietnamese letter, and is
// wider than what readers have: what fits with it fits.
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/truetype/dejavu</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <match target="pattern">
    <test name="family" compare="not_eq" qual="all"><string>monospace</string></test>
    <test name="family" compare="not_eq" qual="all"><string>Courier New</string></test>
    <edit name="family" mode="assign" binding="same"><string>DejaVu Sans</string></edit>
  </match>
  <match target="pattern">
    <test name="family" compare="not_eq" qual="all"><string>DejaVu Sans</string></test>
    <edit name="family" mode="assign" binding="same"><string>DejaVu Sans Mono</string></edit>
  </match>
</fontconfig>
`;

/** Starts the browser; `home` is a folder for its settings. `textSize` is that of the reader, 16 by default. */
export async function start(home, { textSize = 16 } = {}) {
  const fonts = join(home, "fonts.conf");
  await writeFile(fonts, FONTS);
  return chromium.launch({
    executablePath: PROGRAM,
    env: { ...process.env, FONTCONFIG_FILE: fonts },
    args: [
      // Nothing but the loopback is there, and a test that asks for more is told at once.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--font-render-hinting=none",
      "--disable-lcd-text",
      "--force-color-profile=srgb",
      `--blink-settings=defaultFontSize=${textSize}`,
    ],
  });
}
