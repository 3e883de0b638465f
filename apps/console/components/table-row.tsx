import { Checkbox } from 'antd'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Column } from './table-columns.ts'

export type LineProps<T> = {
  ref: Ref<HTMLDivElement> | undefined
  index: number
  item: T
  name: string
  columns: readonly Column<T>[]
  href: string | undefined
  open: (() => void) | undefined
  topPixels: number
  focused: boolean
  tabbable: boolean
  onFocus(): void
  current: boolean
  changed: boolean
  selected: boolean
  toggle: ((range: boolean) => void) | undefined
}

/** One entry as a row of cells. A press anywhere opens it, except on what is itself to be pressed. */
export const TableRow = <T,>(props: LineProps<T>) => {
  const { columns, item, toggle } = props
  const { t } = useTranslation()
  return (
    <div {...lineOf(props, 'table-row table-line')}>
      {toggle ? (
        <div role="gridcell" className="table-lead">
          <Checkbox
            checked={props.selected}
            tabIndex={-1}
            aria-label={t('components.table.choose', { name: props.name })}
            onChange={(event) => toggle((event.nativeEvent as MouseEvent).shiftKey)}
          />
        </div>
      ) : null}
      {columns.map((column, i) => (
        <div
          key={column.key}
          role={i === 0 ? 'rowheader' : 'gridcell'}
          className={`table-cell ${i === 0 ? 'first' : ''} ${column.end ? 'end numerals' : ''}`}
        >
          {i === 0 ? <Opening {...props}>{column.cell(item)}</Opening> : column.cell(item)}
        </div>
      ))}
    </div>
  )
}

/** What a row and a card have in common. */
export const lineOf = <T,>(props: LineProps<T>, className: string) => ({
  ref: props.ref as Ref<HTMLDivElement>,
  role: 'row',
  className: [
    className,
    props.selected && 'selected',
    props.current && 'current',
    (props.href || props.open) && 'opens',
    props.focused && 'focused',
  ]
    .filter(Boolean)
    .join(' '),
  'aria-rowindex': props.index + 2,
  ...(props.toggle ? { 'aria-selected': props.selected } : {}),
  tabIndex: props.tabbable ? 0 : -1,
  'data-index': props.index,
  style: { transform: `translateY(${props.topPixels}px)` },
  onFocus: props.onFocus,
  onClick: (event: React.MouseEvent<HTMLElement>) => {
    const pressed = (event.target as HTMLElement).closest('a, button, label, input, [role=button]')
    if (pressed || !getSelection()?.isCollapsed) return
    if (event.shiftKey && props.toggle) return props.toggle(true)
    event.currentTarget.querySelector<HTMLElement>('[data-open]')?.click()
  },
})

/** The link or button that opens an entry, and the dot of one that has changed. */
export const Opening = <T,>({ href, open, changed, children }: LineProps<T> & { children: React.ReactNode }) => {
  const { t } = useTranslation()
  const dot = changed ? <i className="table-dot" role="img" aria-label={t('components.table.changed')} /> : null
  if (href !== undefined) {
    return (
      <>
        {dot}
        <Link to={href} className="table-open" data-open tabIndex={-1}>
          {children}
        </Link>
      </>
    )
  }
  if (open) {
    return (
      <>
        {dot}
        <button type="button" className="table-open" onClick={open} data-open tabIndex={-1}>
          {children}
        </button>
      </>
    )
  }
  return (
    <>
      {dot}
      <span className="table-open">{children}</span>
    </>
  )
}
