import { theme, type ThemeConfig } from 'antd'

export type Mode = 'light' | 'dark'

/** How close together rows stand. */
export type Density = (typeof densities)[number]
export const densities = ['comfortable', 'dense'] as const

/** Height of a row and of a control, in pixels. */
const densityPixels: Record<Density, { row: number; control: number }> = {
  comfortable: { row: 36, control: 36 },
  dense: { row: 28, control: 32 },
}

/** Steps of the 4-pixel grid, as `--space-1` to `--space-5`. */
const spacePixels = [8, 12, 16, 24, 32]
/** Size and line height in pixels: dense tables, body, reading, page title, the one number that matters. */
const typePixels = { table: [13, 20], body: [14, 22], reading: [16, 24], title: [20, 28], figure: [28, 36] } as const
/** Everything that moves does so within this. */
const motionMilliseconds = { fast: 120, mid: 150, slow: 180 }

type Palette = {
  ink: string
  inkSoft: string
  inkFaint: string
  /** The ground of what floats for a moment, and what stands on it. */
  inkSolid: string
  onInk: string
  jadeOnInk: string
  paper: string
  surface: string
  raised: string
  hover: string
  /** Hover where what lies beneath must not shine through. */
  hoverSolid: string
  line: string
  /** Between the rows of a table. */
  lineSoft: string
  jade: string
  jadeHover: string
  jadeSoft: string
  onJade: string
  red: string
  onRed: string
  redSoft: string
  /** Red text on `redSoft`. */
  redInk: string
  amber: string
  amberSoft: string
  sky: string
  skySoft: string
  /** Under what floats. */
  shadow: string
  /** Of equal lightness, for tracks and series; never red. */
  lanes: readonly string[]
}

/** Every colour of the console, once. Text on its ground keeps a contrast of at least 4.5:1 in both. */
export const palettes: Record<Mode, Palette> = {
  light: {
    ink: '#15202b',
    inkSoft: '#4c5762',
    inkFaint: '#68727c',
    inkSolid: '#1c2833',
    onInk: '#f4f5f5',
    jadeOnInk: '#5ad0b7',
    paper: '#fafaf7',
    surface: '#ffffff',
    raised: '#ffffff',
    hover: '#f1f0ea',
    hoverSolid: '#f3f2ed',
    line: '#e4e3dc',
    lineSoft: '#efeee8',
    jade: '#0b7a67',
    jadeHover: '#0a6959',
    jadeSoft: '#e3f1ed',
    onJade: '#ffffff',
    red: '#d92d20',
    onRed: '#ffffff',
    redSoft: '#fdecea',
    redInk: '#b42318',
    amber: '#b54708',
    amberSoft: '#fbf0e2',
    sky: '#1570a6',
    skySoft: '#e6f1f8',
    shadow: '0 1px 2px rgb(21 32 43 / 6%), 0 8px 28px rgb(21 32 43 / 12%)',
    lanes: ['#0b7a67', '#1570a6', '#7a5af0', '#a3620a', '#4d7c0f', '#0e7490'],
  },
  dark: {
    ink: '#e6e8ea',
    inkSoft: '#aab3bc',
    inkFaint: '#8b959f',
    inkSolid: '#2a3540',
    onInk: '#f0f2f3',
    jadeOnInk: '#5ad0b7',
    paper: '#10151b',
    surface: '#171e26',
    raised: '#1d2630',
    hover: '#212b36',
    hoverSolid: '#1b232c',
    line: '#2a333d',
    lineSoft: '#1f2831',
    jade: '#3cc2a6',
    jadeHover: '#5ad0b7',
    jadeSoft: '#173530',
    onJade: '#08130f',
    red: '#ff5a4d',
    onRed: '#1d0705',
    redSoft: '#3a1e1d',
    redInk: '#ff7a70',
    amber: '#f5b25b',
    amberSoft: '#352a19',
    sky: '#6cb8e6',
    skySoft: '#182e3d',
    shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 45%)',
    lanes: ['#3cc2a6', '#6cb8e6', '#ab97ff', '#e0a24a', '#94c35a', '#4fc3d6'],
  },
}

const monospace = 'ui-monospace, "SF Mono", "JetBrains Mono", "Cascadia Mono", Menlo, Consolas, monospace'

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The tokens as CSS variables (`--ink`, `--jade-soft`, `--lane-1`, `--row`, `--space-2` …) on the document. */
export const applyVariables = (mode: Mode, density: Density): void => {
  const { lanes, ...colours } = palettes[mode]
  const { style, dataset } = document.documentElement
  for (const [name, colour] of Object.entries(colours)) style.setProperty(`--${kebab(name)}`, colour)
  for (const [i, colour] of lanes.entries()) style.setProperty(`--lane-${i + 1}`, colour)
  style.setProperty('--mono', monospace)
  for (const [i, pixels] of spacePixels.entries()) style.setProperty(`--space-${i + 1}`, `${pixels}px`)
  for (const [name, [size, line]] of Object.entries(typePixels))
    style.setProperty(`--type-${name}`, `${size}px/${line}px`)
  for (const [name, ms] of Object.entries(motionMilliseconds)) style.setProperty(`--motion-${name}`, `${ms}ms`)
  style.setProperty('--radius', '6px')
  style.setProperty('--row', `${densityPixels[density].row}px`)
  style.setProperty('--control', `${densityPixels[density].control}px`)
  style.colorScheme = mode
  dataset.mode = mode
  dataset.density = density
}

/** The same palette for antd. Its algorithms shift seed colours in the dark, so ours are set after them. */
export const antdTheme = (mode: Mode, density: Density, { still }: { still: boolean }): ThemeConfig => {
  const p = palettes[mode]
  const exact: ThemeConfig['algorithm'] = (_seed, map) => ({
    ...map!,
    colorPrimary: p.jade,
    colorPrimaryHover: p.jadeHover,
    colorPrimaryActive: p.jadeHover,
    colorPrimaryBg: p.jadeSoft,
    colorPrimaryBgHover: p.jadeSoft,
    colorPrimaryBorder: p.jade,
    colorPrimaryText: p.jade,
    colorPrimaryTextHover: p.jadeHover,
    colorLink: p.jade,
    colorLinkHover: p.jadeHover,
    colorLinkActive: p.jadeHover,
    colorSuccess: p.jade,
    colorError: p.red,
    colorErrorHover: p.red,
    colorErrorText: p.red,
    colorErrorBg: p.redSoft,
    colorWarning: p.amber,
    colorWarningBg: p.amberSoft,
    colorInfo: p.sky,
    colorInfoBg: p.skySoft,
    colorText: p.ink,
    colorTextSecondary: p.inkSoft,
    colorTextTertiary: p.inkFaint,
    colorTextQuaternary: p.inkFaint,
    colorBgLayout: p.paper,
    colorBgContainer: p.surface,
    colorBgElevated: p.raised,
    colorBorder: p.line,
    colorBorderSecondary: p.line,
    fontSize: 14,
  })
  const base = mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm
  return {
    algorithm: [base, exact],
    token: {
      colorPrimary: p.jade,
      // Of the language the page is in: type.css.
      fontFamily: 'var(--font)',
      fontFamilyCode: monospace,
      borderRadius: 6,
      borderRadiusLG: 8,
      borderRadiusSM: 4,
      controlHeight: densityPixels[density].control,
      controlHeightSM: 28,
      wireframe: false,
      motion: !still,
      motionDurationFast: `${motionMilliseconds.fast}ms`,
      motionDurationMid: `${motionMilliseconds.mid}ms`,
      motionDurationSlow: `${motionMilliseconds.slow}ms`,
      boxShadow: p.shadow,
      boxShadowSecondary: p.shadow,
    },
    components: {
      Button: {
        primaryColor: p.onJade,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
      },
      Table: {
        headerBg: p.surface,
        headerColor: p.inkSoft,
        headerSplitColor: 'transparent',
        rowHoverBg: p.hover,
        cellPaddingBlock: 8,
        cellPaddingInline: 12,
        cellFontSize: 13,
      },
      Progress: { defaultColor: p.jade, remainingColor: p.line },
      Tabs: { horizontalItemGutter: 20 },
      Segmented: { itemSelectedBg: p.surface, trackBg: p.hover },
      Select: { optionSelectedBg: p.jadeSoft },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#323e4a' : '#15202b' },
      Modal: { titleFontSize: 16 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
    },
  }
}
