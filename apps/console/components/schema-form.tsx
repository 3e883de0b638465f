import { Button } from 'antd'
import { useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static, TSchema } from 'typebox'
import { Problem } from '#backbone/problem'
import { problemText } from '../shell/problem.ts'
import { FormField } from './form-field.tsx'
import { useDraft } from './form-draft.ts'
import { faultText, problemFields } from './problem-fields.ts'
import { compose, faultOf, fieldsOf, flatten, leavesOf, type Field, type JsonSchema } from './schema-fields.ts'
import { SchemaInput, type FieldWords } from './schema-input.tsx'
import './schema-form.css'

export type SchemaFormProps<S extends TSchema> = {
  /** An object of a contract. */
  schema: S
  /**
   * The fields to show, in this order, and their words; a nested one by its path (`address.city`), a group by its own.
   * Without it all are shown, called as the schema calls them.
   */
  fields?: Readonly<Record<string, FieldWords>>
  initial?: Partial<Static<S>>
  submit(values: Static<S>): Promise<unknown>
  okText: string
  cancel?: (() => void) | undefined
  /** Which field a problem of the server is about, by its type: `{ 'login-taken': 'login' }`. */
  blame?: Readonly<Record<string, string>>
  /** Under this name what was typed survives a reload. */
  keepAs?: string
  readOnly?: boolean
  /** More, between the fields and the buttons. */
  children?: ReactNode
}

/** A form made from a contract's schema. What the server says against a field stands at it; nothing typed is lost. */
export const SchemaForm = <S extends TSchema>(props: SchemaFormProps<S>) => {
  const { schema, fields: words, initial, okText, cancel, readOnly = false, children } = props
  const { t } = useTranslation()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const all = useMemo(() => fieldsOf(schema as JsonSchema), [schema])
  const shown = useMemo(() => (words ? pick(all, Object.keys(words)) : all), [all, words])
  const draft = useDraft(
    useMemo(() => flatten(shown, initial ?? {}), [shown, initial]),
    props.keepAs,
  )
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const [general, setGeneral] = useState<string>()
  const [busy, setBusy] = useState(false)

  const tell = (next: Record<string, string>) => {
    setFaults(next)
    const first = leavesOf(shown).find(({ path }) => next[path])
    if (first) requestAnimationFrame(() => focusOn(form.current, `${id}${first.path}`))
  }
  const check = (): Record<string, string> =>
    Object.fromEntries(
      leavesOf(shown).flatMap((field) => {
        const fault = faultOf(field, draft.values[field.path])
        return fault ? [[field.path, faultText(fault)]] : []
      }),
    )
  const send = async () => {
    const wrong = check()
    setGeneral(undefined)
    if (Object.keys(wrong).length > 0) return tell(wrong)
    setFaults({})
    setBusy(true)
    try {
      await props.submit(compose(shown, draft.values) as Static<S>)
      draft.forget()
    } catch (error) {
      const at = error instanceof Problem ? props.blame?.[error.type] : undefined
      const against = at === undefined ? problemFields(error) : { [at]: problemText(error) }
      const visible = Object.keys(against).some((path) => leavesOf(shown).some((field) => field.path === path))
      if (visible) tell(against)
      else setGeneral(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  const change = (path: string, value: unknown) => {
    draft.set(path, value)
    const { [path]: fault, ...others } = faults
    if (fault) setFaults(others)
  }
  const render = (field: Field): ReactNode =>
    field.kind === 'group' ? (
      <fieldset key={field.path} className="field-group">
        <legend>{words?.[field.path]?.label ?? field.schema.title ?? field.name}</legend>
        {field.children.map(render)}
      </fieldset>
    ) : (
      <OneField
        key={field.path}
        id={id}
        field={field}
        words={words?.[field.path] ?? {}}
        value={draft.values[field.path]}
        fault={faults[field.path]}
        disabled={readOnly || busy}
        change={(value) => change(field.path, value)}
      />
    )
  return (
    <form
      ref={form}
      className="form"
      noValidate
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
      }}
    >
      {draft.restored ? (
        <div className="form-restored soft">
          {t('components.form.restored')}
          <Button type="link" size="small" onClick={draft.forget}>
            {t('components.form.discard')}
          </Button>
        </div>
      ) : null}
      {shown.map(render)}
      {children}
      <div role="alert" className="form-general">
        {general}
      </div>
      {readOnly ? null : (
        <div className="form-buttons">
          {cancel ? <Button onClick={cancel}>{t('actions.cancel')}</Button> : null}
          <Button type="primary" htmlType="submit" loading={busy}>
            {okText}
          </Button>
        </div>
      )}
    </form>
  )
}

type OneFieldProps = {
  id: string
  field: Field
  words: FieldWords
  value: unknown
  fault: string | undefined
  disabled: boolean
  change(value: unknown): void
}

/** Counters appear when most of the room is used. */
const countFrom = 0.7

const OneField = ({ id, field, words, value, fault, disabled, change }: OneFieldProps) => {
  const { t } = useTranslation()
  const most = field.schema.maxLength
  const length = typeof value === 'string' ? [...value].length : 0
  const help = words.help ?? (words.label ? undefined : field.schema.description)
  return (
    <FormField
      id={`${id}${field.path}`}
      label={words.label ?? field.schema.title ?? field.name}
      required={field.required}
      help={help}
      fault={fault}
      beside={field.kind === 'switch'}
      count={most !== undefined && length >= most * countFrom ? `${length} / ${most}` : undefined}
      {...(field.required || field.kind === 'switch' ? {} : { optionalWord: t('components.form.optional') })}
    >
      {(control) => (
        <SchemaInput field={field} words={words} control={control} value={value} change={change} disabled={disabled} />
      )}
    </FormField>
  )
}

/** The named fields in the order of their names; a group keeps those of its own that are named. */
const pick = (fields: readonly Field[], paths: readonly string[]): Field[] =>
  fields
    .flatMap((field) => {
      if (field.kind !== 'group') return paths.includes(field.path) ? [field] : []
      const children = pick(field.children, paths)
      return children.length > 0 ? [{ ...field, children }] : []
    })
    .toSorted((a, b) => rank(a, paths) - rank(b, paths))

const rank = ({ path }: Field, paths: readonly string[]) =>
  paths.findIndex((one) => one === path || one.startsWith(`${path}.`))

const focusOn = (form: HTMLFormElement | null, id: string) => {
  const control = form?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
  const target = control?.matches('[role=radiogroup]') ? control.querySelector<HTMLElement>('input') : control
  target?.focus()
}
