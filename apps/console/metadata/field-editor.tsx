import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { FormField, type FieldControl } from '../components/form-field.tsx'
import { keyFor, mayBeMany, types, type Draft, type Fault, type FieldType } from './fields.ts'

type FieldEditorProps = {
  field: Draft
  /** Keys of the other fields. */
  others: readonly string[]
  fault: Fault | undefined
  readOnly: boolean
  change(field: Draft): void
  drop(): void
  up: (() => void) | undefined
  down: (() => void) | undefined
}

/** One field: what it is called, what may be written into it, and whether nothing is published without it. */
export const FieldEditor = (props: FieldEditorProps) => {
  const { field, others, fault, readOnly, change } = props
  const { t } = useTranslation()
  const id = useId()
  const { key, label, help, type, required = false, many = false, options = [], minimum, maximum, isNew } = field
  const wrong = (...about: Fault[]) => (fault && about.includes(fault) ? t(`schemas.faults.${fault}`) : undefined)
  const put = (changes: Partial<Draft>) => change({ ...field, ...changes })
  const rename = (next: string) => {
    // Until somebody writes a key of their own, it goes with the label.
    const goesAlong = isNew && (key === keyFor(label, others) || /^field\d+$/.test(key))
    put({ label: next, ...(goesAlong ? { key: keyFor(next, others) } : {}) })
  }
  const bound = (end: 'minimum' | 'maximum', value: number | null) => {
    const { [end]: _before, ...rest } = field
    change(value === null ? rest : { ...rest, [end]: value })
  }
  const number = (end: 'minimum' | 'maximum', value: number | undefined) => (
    <FormField id={`${id}${end}`} label={t(`schemas.${end}`)} fault={end === 'minimum' ? wrong('bounds') : undefined}>
      {(control) => (
        <InputNumber {...control} value={value ?? null} disabled={readOnly} onChange={(next) => bound(end, next)} />
      )}
    </FormField>
  )
  const toggle = (word: 'required' | 'many', value: boolean) => (
    <FormField id={`${id}${word}`} label={t(`schemas.${word}`)} beside>
      {(control) => (
        <Switch
          id={control.id}
          size="small"
          checked={value}
          disabled={readOnly}
          onChange={(next) => put({ [word]: next })}
        />
      )}
    </FormField>
  )
  const text = (control: FieldControl, value: string, most: number, set: (next: string) => void) => (
    <Input
      {...control}
      value={value}
      maxLength={most}
      disabled={readOnly}
      onChange={(event) => set(event.target.value)}
    />
  )
  return (
    <li className="panel schema-field" data-testid="schema-field">
      <div className="schema-field-grid">
        <FormField id={`${id}label`} label={t('schemas.label')} fault={wrong('label')} required>
          {(control) => text(control, label, 100, rename)}
        </FormField>
        <FormField id={`${id}type`} label={t('schemas.type')}>
          {(control) => (
            <Select<FieldType>
              {...control}
              value={type}
              disabled={readOnly}
              options={types.map((value) => ({ value, label: t(`schemas.types.${value}`) }))}
              onChange={(next) => put({ type: next })}
            />
          )}
        </FormField>
        <FormField id={`${id}key`} label={t('schemas.key')} help={t('schemas.keyHelp')} fault={wrong('key', 'twice')}>
          {(control) => (
            <Input
              {...control}
              className="mono"
              value={key}
              maxLength={40}
              disabled={readOnly || !isNew}
              onChange={(event) => put({ key: event.target.value })}
            />
          )}
        </FormField>
        <FormField id={`${id}help`} label={t('schemas.help')} optionalWord={t('components.form.optional')}>
          {(control) => text(control, help ?? '', 500, (next) => put({ help: next }))}
        </FormField>
        {type === 'choice' ? (
          <div className="schema-wide">
            <FormField id={`${id}options`} label={t('schemas.options')} fault={wrong('options')} required>
              {(control) => (
                <Select
                  {...control}
                  mode="tags"
                  value={options}
                  disabled={readOnly}
                  open={false}
                  suffixIcon={null}
                  placeholder={t('schemas.optionsHint')}
                  tokenSeparators={[',', '，', '、', ';', '\n']}
                  onChange={(next: string[]) => put({ options: [...new Set(next.map((one) => one.trim()))] })}
                />
              )}
            </FormField>
          </div>
        ) : null}
        {type === 'number' ? (
          <>
            {number('minimum', minimum)}
            {number('maximum', maximum)}
          </>
        ) : null}
      </div>
      <div className="schema-field-foot">
        {toggle('required', required)}
        {mayBeMany(type) ? toggle('many', many) : null}
        <span className="grow" />
        {readOnly ? null : <FieldButtons {...props} />}
      </div>
    </li>
  )
}

const FieldButtons = ({ field, up, down, drop }: FieldEditorProps) => {
  const { t } = useTranslation()
  const common = { type: 'text', size: 'small' } as const
  return (
    <>
      <Button
        {...common}
        icon={<ArrowUpOutlined />}
        disabled={!up}
        onClick={up}
        aria-label={t('schemas.up', { label: field.label })}
      />
      <Button
        {...common}
        icon={<ArrowDownOutlined />}
        disabled={!down}
        onClick={down}
        aria-label={t('schemas.down', { label: field.label })}
      />
      <Button
        {...common}
        danger
        icon={<DeleteOutlined />}
        onClick={drop}
        aria-label={t('schemas.drop', { label: field.label })}
      />
    </>
  )
}
