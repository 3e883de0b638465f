import { AppstoreOutlined, PlaySquareOutlined, UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from './chart.tsx'
import { CommandList, CommandPalette, type CommandGroup } from './command-palette.tsx'
import { sampleCues, sampleProblem, sampleSeconds, sampleSeries } from './gallery-data.ts'
import { KeyHint } from './key-hint.tsx'
import { MediaCard } from './media-card.tsx'
import { Meter } from './meter.tsx'
import { Ago, Bytes, Duration, Timecode } from './quantities.tsx'
import { Sparkline } from './sparkline.tsx'
import { StatFigure } from './stat-figure.tsx'
import { Empty, ErrorState, Skeleton } from './states.tsx'
import { OnAir, Status, type Tone } from './status.tsx'
import { offerUndo } from './undo-list.ts'

const tones = ['jade', 'sky', 'amber', 'red', 'none'] as const satisfies Tone[]
const stateOf = { jade: 'ready', sky: 'working', amber: 'late', red: 'failed', none: 'rest' } as const

/** Cards of media: made, being made, chosen, without a picture, with a very long name. */
export const GalleryCards = () => {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set([2]))
  const toggle = (i: number) =>
    setChosen((before) => new Set(before.has(i) ? [...before].filter((one) => one !== i) : [...before, i]))
  return (
    <div className="gallery-cards">
      {tones.map((tone, i) => (
        <MediaCard
          key={tone}
          title={t(i === 3 ? 'gallery.sampleLong' : 'gallery.sample', { number: i + 1 })}
          to="#cards"
          durationSeconds={i === 4 ? undefined : sampleSeconds}
          storyboard={async () => sampleCues}
          poster={i === 0 || i === 2 ? sampleCues[0]!.sheet : undefined}
          progress={tone === 'sky' ? 0.43 : undefined}
          state={
            <Status tone={tone} look="chip">
              {t(`gallery.states.${stateOf[tone]}`)}
            </Status>
          }
          about={[t('gallery.person', { number: i + 1 }), t('gallery.sample', { number: 9 })].join(' · ')}
          selected={chosen.has(i)}
          focused={i === 1}
          choose={() => toggle(i)}
        />
      ))}
    </div>
  )
}

/** Words with marks. */
export const GalleryStatus = () => {
  const { t } = useTranslation()
  return (
    <div className="gallery-stack">
      <div className="row">
        {tones.map((tone) => (
          <Status key={tone} tone={tone} look="chip" progress={tone === 'sky' ? 0.43 : undefined}>
            {t(`gallery.states.${stateOf[tone]}`)}
          </Status>
        ))}
        <OnAir>{t('gallery.onAir')}</OnAir>
      </div>
      <div className="row">
        {tones.map((tone) => (
          <Status key={tone} tone={tone}>
            {t(`gallery.states.${stateOf[tone]}`)}
          </Status>
        ))}
      </div>
      <div className="row soft">
        <Timecode seconds={3723.48} framesPerSecond={25} />
        <Duration seconds={3723} />
        <Bytes bytes={22_718_509_000} />
        <Ago at="2026-01-01T00:00:00Z" />
        <KeyHint keys="Mod K" />
        <KeyHint keys="Shift ArrowRight" />
      </div>
      <div className="row">
        <Button
          onClick={() => offerUndo({ text: t('gallery.sampleLong', { number: 1 }), undo: () => {} })}
          data-testid="offer-undo"
        >
          {t('gallery.offerUndo')}
        </Button>
      </div>
    </div>
  )
}

/** Figures, meters, small and large lines. */
export const GalleryNumbers = () => {
  const { t, i18n } = useTranslation()
  const series = useMemo(() => sampleSeries(t('gallery.today'), t('gallery.yesterday')), [t])
  const course = series[0]!.points.map(({ value }) => value ?? 0)
  const number = useMemo(() => new Intl.NumberFormat(i18n.language), [i18n.language])
  const time = useMemo(
    () => new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false }),
    [i18n.language],
  )
  const valueText = useMemo(() => (value: number) => number.format(value), [number])
  const timeText = useMemo(() => (at: string) => time.format(new Date(at)), [time])
  return (
    <div className="gallery-stack">
      <div className="gallery-figures">
        <StatFigure
          label={t('gallery.sample', { number: 1 })}
          value={number.format(1284)}
          about={t('gallery.yesterday')}
        />
        <StatFigure
          label={t('gallery.sample', { number: 2 })}
          value={number.format(412)}
          unit={t('components.units.hours')}
          about="+12%"
          line={<Sparkline values={course} label={t('gallery.course')} tone="jade" area />}
        />
        <StatFigure
          label={t('gallery.sample', { number: 3 })}
          value="3"
          tone="red"
          about={t('gallery.states.failed')}
        />
        <StatFigure
          label={t('gallery.sampleLong', { number: 4 })}
          value={number.format(9_876_543_210)}
          about={t('gallery.sampleLong', { number: 4 })}
        />
      </div>
      <Meter label={t('gallery.sample', { number: 1 })} value="620 GB / 1 TB" share={0.62} />
      <Meter
        label={t('gallery.sample', { number: 2 })}
        value="930 GB / 1 TB"
        tone="amber"
        parts={[
          { label: t('gallery.today'), share: 0.5, lane: 1 },
          { label: t('gallery.yesterday'), share: 0.3, lane: 2 },
          { label: t('gallery.course'), share: 0.13, lane: 3 },
        ]}
        about={t('gallery.states.late')}
      />
      <Chart
        label={t('gallery.course')}
        series={series}
        valueText={valueText}
        timeText={timeText}
        limit={{ value: 70, name: t('gallery.limit') }}
      />
    </div>
  )
}

/** Nothing here, not yet here, not coming. */
export const GalleryStates = () => {
  const { t } = useTranslation()
  return (
    <div className="gallery-states">
      <div className="panel">
        <Empty title={t('gallery.empty')} detail={t('gallery.emptyDetail')}>
          <Button type="primary" icon={<UploadOutlined />}>
            {t('gallery.emptyAction')}
          </Button>
        </Empty>
      </div>
      <div className="panel">
        <Empty kind="done" title={t('gallery.done')} small />
        <Empty title={t('gallery.sampleLong', { number: 1 })} small />
      </div>
      <div className="panel">
        <ErrorState error={sampleProblem} again={() => {}} />
      </div>
      <div className="panel panel-body">
        <Skeleton rows={6} />
      </div>
    </div>
  )
}

/** What the search shows. */
export const GalleryCommands = () => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const run = () => offerUndo({ text: t('gallery.ran'), undo: () => {} })
  const all: CommandGroup[] = [
    {
      key: 'assets',
      title: t('nav.library'),
      commands: [1, 2, 3].map((number) => ({
        key: `asset-${number}`,
        label: t(number === 2 ? 'gallery.sampleLong' : 'gallery.sample', { number }),
        icon: <PlaySquareOutlined />,
        hint: t('gallery.states.ready'),
        run,
      })),
    },
    {
      key: 'places',
      title: t('gallery.places'),
      commands: [
        { key: 'library', label: t('nav.library'), icon: <AppstoreOutlined />, keys: 'G L', run },
        { key: 'station', label: t('nav.station'), icon: <AppstoreOutlined />, run },
      ],
    },
  ]
  const groups = all.map((group) => ({
    ...group,
    commands: group.commands.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase())),
  }))
  const given = {
    label: t('palette.open'),
    placeholder: t('palette.placeholder'),
    text,
    onText: setText,
    groups,
    none: t('palette.none'),
  }
  return (
    <div className="gallery-stack">
      <div className="panel gallery-commands">
        <CommandList {...given} close={() => {}} />
      </div>
      <Button onClick={() => setOpen(true)}>{t('palette.open')}</Button>
      <CommandPalette {...given} open={open} close={() => setOpen(false)} />
    </div>
  )
}
