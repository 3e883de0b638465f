import type { ReactNode } from 'react'
import './schema-form.css'

/** What a control needs so that its label, its help and its fault are heard with it. */
export type FieldControl = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

export type FormFieldProps = {
  id: string
  label: string
  help?: ReactNode
  /** What is wrong with it. */
  fault?: string | undefined
  required?: boolean
  optionalWord?: string
  /** `12/200`, shown at the end of the help line. */
  count?: string | undefined
  /** The label stands after the control, on its line. */
  beside?: boolean
  children(control: FieldControl): ReactNode
}

/** A label, a control, and below it what helps or what is wrong. */
export const FormField = (props: FormFieldProps) => {
  const { id, label, help, fault, required = false, optionalWord, count, beside = false, children } = props
  const under = `${id}-under`
  const control = children({
    id,
    'aria-describedby': help || fault || count ? under : undefined,
    'aria-invalid': fault ? true : undefined,
    'aria-required': required ? true : undefined,
  })
  return (
    <div className={`field ${beside ? 'field-beside' : ''}`} data-field={id}>
      {beside ? control : null}
      <label htmlFor={id} className="field-label">
        {label}
        {optionalWord ? <span className="field-optional">{optionalWord}</span> : null}
      </label>
      {beside ? null : control}
      {help || fault || count ? (
        <div id={under} className="field-under">
          <span className={fault ? 'field-fault' : 'field-help'}>{fault ?? help}</span>
          {count ? <span className="field-count numerals">{count}</span> : null}
        </div>
      ) : null}
    </div>
  )
}
