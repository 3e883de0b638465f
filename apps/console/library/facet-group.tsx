import { CheckOutlined, RightOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../components/figures.ts'
import { counted } from './counted.ts'
import { usePreference } from '../components/preference.ts'

const isKeys = (value: unknown): value is string[] => Array.isArray(value)
const first = ['length', 'people']

/** Which groups of the filters a person keeps closed. */
export const useClosed = (key: string): [boolean, () => void] => {
  const [closed, keep] = usePreference<string[]>('library.closed', first, isKeys)
  const is = closed.includes(key)
  return [is, () => keep(is ? closed.filter((one) => one !== key) : [...closed, key])]
}

type FacetGroupProps = { name: string; title: string; extra?: ReactNode; children: ReactNode }

/** One sort of filter, which folds. */
export const FacetGroup = ({ name, title, extra, children }: FacetGroupProps) => {
  const [closed, toggle] = useClosed(name)
  return (
    <section className="facet-group" data-facet={name}>
      <div className="facet-head">
        <h2>
          <button type="button" aria-expanded={!closed} onClick={toggle} className="facet-fold">
            <RightOutlined aria-hidden="true" className="facet-arrow" />
            {title}
          </button>
        </h2>
        {extra}
      </div>
      {closed ? null : children}
    </section>
  )
}

export type FacetProps = {
  name: string
  value: string
  label: ReactNode
  count?: number | undefined
  pressed: boolean
  press(event: React.MouseEvent): void
  mark?: ReactNode
}

/** One value to filter by. */
export const Facet = ({ name, value, label, count, pressed, press, mark }: FacetProps) => {
  const { i18n } = useTranslation()
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={count === 0 && !pressed ? 'facet none' : 'facet'}
      onClick={press}
      data-testid={`facet-${name}-${value}`}
    >
      <span className="facet-mark" aria-hidden="true">
        {pressed ? <CheckOutlined /> : mark}
      </span>
      <span className="ellipsis facet-label">{label}</span>
      {count === undefined ? null : <span className="facet-count numerals">{formatCount(count, i18n.language)}</span>}
    </button>
  )
}

export type FacetValue = { value: string; count: number }
const shownFirst = 8
const searchedFrom = 16

type FacetValuesProps = {
  name: string
  values: readonly FacetValue[]
  chosen: readonly string[]
  toggle(value: string): void
}

/** The most frequent values, those chosen always among them; the others on asking, and by typing when they are many. */
export const FacetValues = ({ name, values, chosen, toggle }: FacetValuesProps) => {
  const { t, i18n } = useTranslation()
  const [all, setAll] = useState(false)
  const [text, setText] = useState('')
  const known = new Set(values.map(({ value }) => value))
  const missing = chosen.filter((value) => !known.has(value)).map((value) => ({ value, count: 0 }))
  const found = [...values, ...missing].filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))
  const shown = all || text ? found : found.filter(({ value }, i) => i < shownFirst || chosen.includes(value))
  return (
    <>
      {all && values.length > searchedFrom ? (
        <Input
          size="small"
          allowClear
          className="facet-find"
          value={text}
          placeholder={t('library.find')}
          aria-label={t('library.find')}
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
      <div className={all ? 'facet-all' : undefined}>
        {shown.map(({ value, count }) => (
          <Facet
            key={value}
            name={name}
            value={value}
            label={<span title={value}>{value}</span>}
            count={count}
            pressed={chosen.includes(value)}
            press={() => toggle(value)}
          />
        ))}
      </div>
      {found.length > shownFirst && !text ? (
        <button type="button" className="facet-more" onClick={() => setAll(!all)}>
          {all ? t('library.fewer') : t('library.moreValues', counted(found.length - shown.length, i18n.language))}
        </button>
      ) : null}
    </>
  )
}
