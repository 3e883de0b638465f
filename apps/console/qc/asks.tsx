import { InputNumber, Select, Switch } from 'antd'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormField } from '../components/form-field.tsx'
import { readNumber, readSize, type Changes, type Group, type Rules } from './templates.ts'

type AsksProps = { group: Group; rules: Rules; ask(changes: Changes): void }

/** What a group of rules holds a file against; what is left empty is not asked for. */
export const Asks = (props: AsksProps) => {
  switch (props.group) {
    case 'picture':
      return <Colours {...props} />
    case 'sound':
      return <Loudness {...props} />
    case 'format':
      return <Formats {...props} />
    case 'file':
      return null
  }
}

const Box = ({ children }: { children: ReactNode }) => <div className="qc-asks">{children}</div>

type ListProps = {
  label: string
  value: readonly string[]
  known: readonly string[]
  change(next: string[]): void
}

/** Several values, chosen or typed. */
const List = ({ label, value, known, change }: ListProps) => {
  const id = useId()
  const { t } = useTranslation()
  return (
    <FormField id={id} label={label}>
      {(control) => (
        <Select
          {...control}
          mode="tags"
          value={[...value]}
          placeholder={t('qcRoom.any')}
          tokenSeparators={[',', '，', '、', ';']}
          options={known.map((one) => ({ value: one }))}
          onChange={(next: string[]) => change([...new Set(next.map((one) => one.trim()).filter(Boolean))])}
        />
      )}
    </FormField>
  )
}

const texts = (values: readonly number[] | undefined) => (values ?? []).map(String)
const numbers = (values: readonly string[]) => values.flatMap((one) => readNumber(one) ?? [])

const Colours = ({ rules, ask }: AsksProps) => {
  const { t } = useTranslation()
  const { picture = {} } = rules
  return (
    <Box>
      <List
        label={t('qcRoom.primaries')}
        value={picture.primaries ?? []}
        known={['bt709', 'bt2020', 'smpte170m', 'bt470bg']}
        change={(primaries) => ask({ picture: { ...picture, primaries } })}
      />
    </Box>
  )
}

const usual = { targetLufs: -23, lowestLufs: -24, highestLufs: -22 }
const figures = ['targetLufs', 'lowestLufs', 'highestLufs', 'highestTruePeakDbtp', 'highestRangeLu'] as const
type Figure = (typeof figures)[number]
const units: Record<Figure, string> = {
  targetLufs: 'LUFS',
  lowestLufs: 'LUFS',
  highestLufs: 'LUFS',
  highestTruePeakDbtp: 'dBTP',
  highestRangeLu: 'LU',
}
const bounds: Record<Figure, readonly [number, number]> = {
  targetLufs: [-70, 0],
  lowestLufs: [-70, 0],
  highestLufs: [-70, 0],
  highestTruePeakDbtp: [-20, 6],
  highestRangeLu: [0, 60],
}
const isNeeded = (figure: Figure) => figure.endsWith('Lufs')

const Loudness = ({ rules, ask }: AsksProps) => {
  const { t } = useTranslation()
  const id = useId()
  const { loudness } = rules
  const put = (figure: Figure, value: number | null) => {
    if (!loudness || (value === null && isNeeded(figure))) return
    const { [figure]: _before, ...rest } = loudness
    ask({ loudness: { ...rest, ...(value === null ? {} : { [figure]: value }) } as typeof loudness })
  }
  return (
    <Box>
      <FormField id={id} label={t('qcRoom.loudness')} beside>
        {(control) => (
          <Switch
            id={control.id}
            size="small"
            checked={loudness !== undefined}
            onChange={(on) => ask({ loudness: on ? usual : undefined })}
          />
        )}
      </FormField>
      {loudness
        ? figures.map((figure) => (
            <FormField key={figure} id={`${id}${figure}`} label={t(`qcRoom.loud.${figure}`)}>
              {(control) => (
                <InputNumber
                  {...control}
                  value={loudness[figure] ?? null}
                  min={bounds[figure][0]}
                  max={bounds[figure][1]}
                  step={0.5}
                  suffix={units[figure]}
                  onChange={(value) => put(figure, value)}
                />
              )}
            </FormField>
          ))
        : null}
    </Box>
  )
}

const scans = ['progressive', 'top', 'bottom'] as const

const Formats = ({ rules, ask }: AsksProps) => {
  const { t } = useTranslation()
  const id = useId()
  const { picture = {}, sound = {}, containers = [] } = rules
  return (
    <Box>
      <List
        label={t('qcRoom.sizes')}
        value={(picture.sizes ?? []).map(({ width, height }) => `${width}x${height}`)}
        known={['1280x720', '1920x1080', '3840x2160', '1080x1920']}
        change={(next) => ask({ picture: { ...picture, sizes: next.flatMap((one) => readSize(one) ?? []) } })}
      />
      <List
        label={t('qcRoom.frameRates')}
        value={texts(picture.frameRates)}
        known={['24', '25', '29.97', '30', '50', '59.94', '60']}
        change={(next) => ask({ picture: { ...picture, frameRates: numbers(next) } })}
      />
      <FormField id={`${id}scan`} label={t('qcRoom.scan')}>
        {(control) => (
          <Select
            {...control}
            value={picture.scan ?? null}
            allowClear
            placeholder={t('qcRoom.any')}
            options={scans.map((value) => ({ value, label: t(`qcRoom.scans.${value}`) }))}
            onChange={(scan: (typeof scans)[number] | undefined) => {
              const { scan: _before, ...rest } = picture
              ask({ picture: scan ? { ...rest, scan } : rest })
            }}
          />
        )}
      </FormField>
      <List
        label={t('qcRoom.codecs')}
        value={picture.codecs ?? []}
        known={['h264', 'hevc', 'av1', 'vp9', 'mpeg2video', 'prores']}
        change={(codecs) => ask({ picture: { ...picture, codecs } })}
      />
      <FormField id={`${id}gop`} label={t('qcRoom.longestGop')}>
        {(control) => (
          <InputNumber
            {...control}
            value={picture.longestGopSeconds ?? null}
            min={0}
            max={3600}
            suffix={t('components.units.seconds')}
            placeholder={t('qcRoom.any')}
            onChange={(seconds) => {
              const { longestGopSeconds: _before, ...rest } = picture
              ask({ picture: seconds === null ? rest : { ...rest, longestGopSeconds: seconds } })
            }}
          />
        )}
      </FormField>
      <List
        label={t('qcRoom.containers')}
        value={containers}
        known={['mp4', 'mov', 'mxf', 'mpegts', 'matroska']}
        change={(next) => ask({ containers: next })}
      />
      <List
        label={t('qcRoom.soundCodecs')}
        value={sound.codecs ?? []}
        known={['aac', 'pcm_s16le', 'pcm_s24le', 'mp2', 'ac3']}
        change={(codecs) => ask({ sound: { ...sound, codecs } })}
      />
      <List
        label={t('qcRoom.sampleRates')}
        value={texts(sound.sampleRates)}
        known={['44100', '48000', '96000']}
        change={(next) => ask({ sound: { ...sound, sampleRates: numbers(next) } })}
      />
      <List
        label={t('qcRoom.channels')}
        value={texts(sound.channels)}
        known={['1', '2', '6', '8']}
        change={(next) => ask({ sound: { ...sound, channels: numbers(next) } })}
      />
    </Box>
  )
}
