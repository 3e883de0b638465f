import { CheckOutlined, ClockCircleOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Todo, TodoKind } from '#services/desk'
import { formatInstant } from '../shell/format.ts'
import { useKeys } from '../shell/keys.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { problemText } from '../shell/problem.ts'
import { laterTimes, todoAddress, todoAgo, todoText, usePutOff, useTodo } from './todo-data.ts'

const undoSeconds = 8

/** What needs the person: a list that can be emptied. */
export const TodoList = () => {
  const { t } = useTranslation()
  const [kind, setKind] = useState<TodoKind>()
  const [focused, setFocused] = useState(-1)
  const todo = useTodo(kind)
  const navigate = useNavigate()
  const { take, takeUp } = useTake()
  const items = todo.data?.items ?? []
  const step = (by: number) => setFocused((i) => Math.min(items.length - 1, Math.max(0, i + by)))
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => items[focused] && void navigate(todoAddress(items[focused])),
    e: () => items[focused] && take(items[focused]),
  })
  return (
    <section className="panel today-todo" aria-label={t('today.todo')} data-testid="todo">
      <header className="row">
        <h2>{t('today.todo')}</h2>
        {todo.data && todo.data.total > 0 ? <span className="count numerals">{todo.data.total}</span> : null}
        <div className="grow" />
        {todo.data && todo.data.putOff > 0 ? (
          <Button size="small" type="text" onClick={() => void takeUp()}>
            {t('today.takeUp', { count: todo.data.putOff })}
          </Button>
        ) : null}
      </header>
      {(todo.data?.kinds.length ?? 0) > 1 || kind ? (
        <div className="todo-kinds row" role="group" aria-label={t('today.show')}>
          <Chip chosen={!kind} choose={() => setKind(undefined)} label={t('today.all')} />
          {todo.data?.kinds.map((one) => (
            <Chip
              key={one.kind}
              chosen={kind === one.kind}
              choose={() => setKind(one.kind)}
              label={t(`today.kindNames.${one.kind.replace('.', '_')}`)}
              count={one.count}
            />
          ))}
        </div>
      ) : null}
      {todo.error && !todo.data ? (
        <ErrorState error={todo.error} again={() => void todo.refetch()} />
      ) : todo.isPending ? (
        <Skeleton rows={5} />
      ) : items.length === 0 ? (
        <div className="todo-none">
          <CheckOutlined className="jade" />
          <p>{t('today.nothing')}</p>
        </div>
      ) : (
        <ul>
          {items.map((one, i) => (
            <Row key={one.key} todo={one} focused={i === focused} take={take} />
          ))}
        </ul>
      )}
      {todo.data && todo.data.total > items.length && items.length > 0 ? (
        <p className="faint todo-rest">{t('today.rest', { count: todo.data.total - items.length })}</p>
      ) : null}
    </section>
  )
}

/** Takes a thing off the list; for a moment it can be put back. */
const useTake = () => {
  const { t } = useTranslation()
  const { notification, message } = App.useApp()
  const { putOff, takeUp } = usePutOff()
  const take = (todo: Todo, until?: Date) => {
    putOff([todo.key], until).catch((error: unknown) => void message.error(problemText(error), 6))
    notification.open({
      key: todo.key,
      title: until ? t('today.later') : t('today.done'),
      description: todoText(todo),
      duration: undoSeconds,
      actions: (
        <Button
          size="small"
          onClick={() => {
            notification.destroy(todo.key)
            void takeUp([todo.key])
          }}
        >
          {t('actions.undo')}
        </Button>
      ),
    })
  }
  return { take, takeUp }
}

type RowProps = { todo: Todo; focused: boolean; take(todo: Todo, until?: Date): void }

const Row = ({ todo, focused, take }: RowProps) => {
  const { t, i18n } = useTranslation()
  const times = laterTimes()
  return (
    <li
      className={`todo-row is-${todo.severity}${focused ? ' focused' : ''}`}
      data-testid="todo-item"
      data-kind={todo.kind}
    >
      <i className="todo-mark" aria-hidden="true" />
      <Link to={todoAddress(todo)} className="todo-text">
        <span>{todoText(todo)}</span>
        <time className="faint" dateTime={todo.at} title={formatInstant(todo.at, i18n.language)}>
          {todoAgo(todo)}
        </time>
      </Link>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: (['hour', 'tomorrow', 'monday'] as const).map((key) => ({ key, label: t(`today.until.${key}`) })),
          onClick: ({ key }) => take(todo, times[key as keyof typeof times]),
        }}
      >
        <Button size="small" type="text" icon={<ClockCircleOutlined />} aria-label={t('today.putOff')} />
      </Dropdown>
      <Tooltip title={t('today.dismiss')} mouseEnterDelay={0.6}>
        <Button
          size="small"
          type="text"
          icon={<CheckOutlined />}
          aria-label={t('today.dismiss')}
          onClick={() => take(todo)}
          data-testid="dismiss"
        />
      </Tooltip>
    </li>
  )
}

type ChipProps = { chosen: boolean; choose(): void; label: string; count?: number }

const Chip = ({ chosen, choose, label, count }: ChipProps) => (
  <button type="button" className={chosen ? 'pick is-chosen' : 'pick'} aria-pressed={chosen} onClick={choose}>
    {label}
    {count === undefined ? null : <span className="numerals faint">{count}</span>}
  </button>
)
