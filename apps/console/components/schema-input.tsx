import { Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldControl } from './form-field.tsx'
import type { Field } from './schema-fields.ts'

export type FieldWords = {
  label?: string
  help?: string
  placeholder?: string
  /** Behind a number; without it, what the name ends in (`durationSeconds`). */
  unit?: string
  /** The words for the values of a choice. */
  options?: Readonly<Record<string, string>>
  /** Suggestions for tags. */
  suggestions?: readonly string[]
  rows?: number
  secret?: boolean
  /** A control of its own, for what a form cannot show by itself. */
  input?: (given: { control: FieldControl; value: unknown; change(value: unknown): void }) => React.ReactNode
}

type SchemaInputProps = {
  field: Field
  words: FieldWords
  control: FieldControl
  value: unknown
  change(value: unknown): void
  disabled: boolean
}

const radioMost = 4

/** The control that fits a field of a schema. */
export const SchemaInput = ({ field, words, control, value, change, disabled }: SchemaInputProps) => {
  const { t, i18n } = useTranslation()
  if (words.input) return words.input({ control, value, change })
  const text = typeof value === 'string' ? value : ''
  const common = { ...control, disabled, ...(control['aria-invalid'] ? { status: 'error' as const } : {}) }
  const options = field.options.map((option) => ({ value: option, label: words.options?.[option] ?? option }))
  const placeholder = words.placeholder === undefined ? {} : { placeholder: words.placeholder }
  switch (field.kind) {
    case 'long':
      return (
        <Input.TextArea
          {...common}
          {...placeholder}
          value={text}
          rows={words.rows ?? 4}
          onChange={(event) => change(event.target.value)}
        />
      )
    case 'number':
      return (
        <InputNumber
          {...common}
          {...placeholder}
          value={typeof value === 'number' ? value : null}
          {...(field.schema.minimum === undefined ? {} : { min: field.schema.minimum })}
          {...(field.schema.maximum === undefined ? {} : { max: field.schema.maximum })}
          changeOnBlur={false}
          suffix={words.unit ?? unitOf(field.name, (unit) => t(`components.units.${unit}`))}
          onChange={(number) => change(number ?? undefined)}
        />
      )
    case 'switch':
      return <Switch id={control.id} size="small" disabled={disabled} checked={value === true} onChange={change} />
    case 'choice':
      return options.length <= radioMost && field.required ? (
        <div role="radiogroup" aria-label={words.label ?? field.name} className="field-radios" id={control.id}>
          {options.map((option) => (
            <label key={option.value} className="field-radio">
              <input
                type="radio"
                name={control.id}
                value={option.value}
                checked={value === option.value}
                disabled={disabled}
                onChange={() => change(option.value)}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </div>
      ) : (
        <Select
          {...common}
          {...placeholder}
          value={text || null}
          options={options}
          allowClear={!field.required}
          showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
          onChange={(next: string | undefined) => change(next)}
        />
      )
    case 'choices':
      return (
        <Select
          {...common}
          {...placeholder}
          mode="multiple"
          value={listOf(value)}
          options={options}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(next: string[]) => change(next)}
        />
      )
    case 'tags':
      return (
        <Select
          {...common}
          {...placeholder}
          mode="tags"
          value={listOf(value)}
          tokenSeparators={[',', '，', '、', ';', '；', '\n']}
          options={words.suggestions?.map((one) => ({ value: one })) ?? []}
          onChange={(next: string[]) => change([...new Set(next.map((one) => one.trim()).filter(Boolean))])}
        />
      )
    case 'date':
      return (
        <Input {...common} type="date" lang={i18n.language} value={text} onChange={(e) => change(e.target.value)} />
      )
    case 'instant':
      return (
        <Input
          {...common}
          type="datetime-local"
          lang={i18n.language}
          value={toLocal(text)}
          onChange={(event) => change(toInstant(event.target.value))}
        />
      )
    default: {
      const Text = words.secret ? Input.Password : Input
      return (
        <Text
          {...common}
          {...placeholder}
          type={words.secret ? 'password' : field.schema.format === 'email' ? 'email' : 'text'}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      )
    }
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])

const units = {
  Milliseconds: 'milliseconds',
  Seconds: 'seconds',
  Minutes: 'minutes',
  Hours: 'hours',
  Days: 'days',
  Bytes: 'bytes',
  Pixels: 'pixels',
  Percent: 'percent',
  BitsPerSecond: 'bitsPerSecond',
  FramesPerSecond: 'framesPerSecond',
} as const

/** The unit a name carries: `windowSeconds`, `bytes`, `inDays`. */
const unitOf = (name: string, word: (unit: (typeof units)[keyof typeof units]) => string): string | undefined => {
  const end = Object.keys(units)
    .toSorted((a, b) => b.length - a.length)
    .find((unit) => name.endsWith(unit) || name.toLowerCase() === unit.toLowerCase())
  return end ? word(units[end as keyof typeof units]) : undefined
}

const two = (n: number) => String(n).padStart(2, '0')

/** An instant as the person's clock shows it, for the browser's own field. */
export const toLocal = (instant: string): string => {
  const at = new Date(instant)
  if (instant === '' || Number.isNaN(at.getTime())) return ''
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** What the browser's own field says, as an instant; undefined while it says none. */
export const toInstant = (local: string): string | undefined => {
  const at = new Date(local)
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
