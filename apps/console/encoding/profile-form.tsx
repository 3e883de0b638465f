import { Checkbox, Input, Select, Slider } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ProfileSettings } from '#services/transcode'
import { FormField } from '../components/form-field.tsx'
import { useColumns } from '../library/catalogue.ts'
import { formatBitRate } from '../shell/format.ts'
import { codingNames, codings, sizes, sizesOf, withSizes } from './codings.ts'
import { useLogos } from './data.ts'
import { LogoPreview } from './logo-preview.tsx'

type ProfileFormProps = {
  title: string
  setTitle(title: string): void
  settings: ProfileSettings
  setSettings(settings: ProfileSettings): void
  /** Ids of the columns that encode by it. */
  columns: string[]
  setColumns(columns: string[]): void
  /** Its settings cannot be changed, though columns may choose it. */
  isFixed: boolean
  readOnly: boolean
}

const soundRates = [64_000, 96_000, 128_000, 192_000, 256_000]
const bestCrf = 17
const smallestCrf = 31
/** Better stands on the right, though its number is less. */
const mirrored = (crf: number): number => bestCrf + smallestCrf - crf

/** What a profile says. */
export const ProfileForm = (props: ProfileFormProps) => {
  const { title, setTitle, settings, setSettings, columns, setColumns, isFixed, readOnly } = props
  const { t } = useTranslation()
  const logos = useLogos().data ?? []
  const all = useColumns().data ?? []
  const change = (changes: Partial<ProfileSettings>) => setSettings({ ...settings, ...changes })
  const logo = logos.find(({ id }) => id === settings.logo)
  const chooseLogo = (id: string | undefined) => {
    const { logo: _before, ...rest } = settings
    setSettings(id === undefined ? rest : { ...rest, logo: id })
  }
  return (
    <>
      <FormField id="profile-title" label={t('encoding.name')} required>
        {(control) => (
          <Input
            {...control}
            value={title}
            maxLength={100}
            disabled={isFixed}
            onChange={({ target }) => setTitle(target.value)}
          />
        )}
      </FormField>
      <Sizes
        label={t('encoding.sizesOf', { coding: 'H.264' })}
        help={t('encoding.sizesHint')}
        value={settings.shortSides}
        disabled={isFixed}
        change={(shortSides) => change({ shortSides })}
      />
      {codings.map((coding) => (
        <Sizes
          key={coding}
          label={t('encoding.sizesOf', { coding: codingNames[coding] })}
          help={t(`encoding.hints.${coding}`)}
          value={sizesOf(settings, coding)}
          among={settings.shortSides}
          disabled={isFixed}
          change={(shortSides) => setSettings(withSizes(settings, coding, shortSides))}
        />
      ))}
      <FormField
        id="profile-crf"
        label={t('encoding.quality')}
        help={t('encoding.qualityHint')}
        count={`CRF ${settings.crf}`}
      >
        {() => (
          <Slider
            min={bestCrf}
            max={smallestCrf}
            value={mirrored(settings.crf)}
            disabled={isFixed}
            ariaLabelForHandle={t('encoding.quality')}
            tooltip={{ open: false }}
            onChange={(value: number) => change({ crf: mirrored(value) })}
          />
        )}
      </FormField>
      <FormField id="profile-sound" label={t('encoding.sound')}>
        {(control) => (
          <Select
            id={control.id}
            aria-label={t('encoding.sound')}
            value={settings.audioBitsPerSecond}
            disabled={isFixed}
            options={[...new Set([...soundRates, settings.audioBitsPerSecond])].map((value) => ({
              value,
              label: formatBitRate(value),
            }))}
            onChange={(audioBitsPerSecond) => change({ audioBitsPerSecond })}
          />
        )}
      </FormField>
      <FormField id="profile-logo" label={t('encoding.logo')} help={t('encoding.logoHint')}>
        {(control) => (
          <Select
            id={control.id}
            aria-label={t('encoding.logo')}
            value={settings.logo ?? null}
            placeholder={t('encoding.noLogo')}
            allowClear
            disabled={isFixed}
            options={logos.map(({ id, title: label }) => ({ value: id, label }))}
            onChange={(id: string | null | undefined) => chooseLogo(id ?? undefined)}
          />
        )}
      </FormField>
      {logo ? <LogoPreview logo={logo} label={t('encoding.previewOf', { title: logo.title })} /> : null}
      <FormField id="profile-columns" label={t('encoding.forColumns')} help={t('encoding.forColumnsHint')}>
        {(control) => (
          <Select
            id={control.id}
            aria-label={t('encoding.forColumns')}
            mode="multiple"
            value={columns.filter((id) => all.some((column) => column.id === id))}
            disabled={readOnly}
            showSearch={{ optionFilterProp: 'label' }}
            options={all.map(({ id, path }) => ({ value: id, label: path.join(' / ') }))}
            onChange={setColumns}
          />
        )}
      </FormField>
    </>
  )
}

type SizesProps = {
  label: string
  help: string
  value: readonly number[]
  /** What can be chosen; everything unless told. */
  among?: readonly number[]
  disabled: boolean
  change(value: number[]): void
}

const Sizes = ({ label, help, value, among, disabled, change }: SizesProps) => {
  const offered = [...new Set([...(among ?? sizes), ...value])].toSorted((a, b) => b - a)
  return (
    <fieldset className="encoding-sizes">
      <legend className="field-label">{label}</legend>
      <Checkbox.Group
        value={[...value]}
        disabled={disabled}
        options={offered.map((side) => ({ value: side, label: `${side}p` }))}
        onChange={(chosen) => change(chosen.map(Number).toSorted((a, b) => b - a))}
      />
      <div className="field-under">
        <span className="field-help">{help}</span>
      </div>
    </fieldset>
  )
}
