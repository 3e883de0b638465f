import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Person } from '#backbone/access/contract'
import type { Role } from '#backbone/scopes'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'

export const peopleKey = ['people']

/** What is done to a person: shown at once, and taken back for 8 s where that is possible. */
export const usePersonDeeds = () => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const show = (id: string, changes: Partial<Person>) =>
    queries.setQueryData<Person[]>(peopleKey, (people) =>
      people?.map((person) => (person.id === id ? { ...person, ...changes } : person)),
    )
  const again = () => queries.invalidateQueries({ queryKey: peopleKey })
  const change = async (
    person: Person,
    changes: { role?: Role; disabled?: boolean; name?: string },
  ): Promise<boolean> => {
    show(person.id, changes)
    try {
      await api.access.updatePerson({ id: person.id, ...changes })
      return true
    } catch (error) {
      void message.error(problemText(error), 6)
      return false
    } finally {
      await again()
    }
  }
  return {
    again,
    rename: (person: Person, name: string) => change(person, { name }),
    async give(person: Person, role: Role) {
      if (role === person.role || !(await change(person, { role }))) return
      const text = t('people.given', { name: person.name, role: t(`roles.${role}`) })
      offerUndo({ text, undo: () => void change(person, { role: person.role }) })
    },
    async disable(person: Person, disabled: boolean) {
      if (!(await change(person, { disabled }))) return
      const text = t(disabled ? 'people.hasDisabled' : 'people.hasEnabled', { name: person.name })
      offerUndo({ text, undo: () => void change(person, { disabled: !disabled }) })
    },
    async remove(person: Person) {
      await api.access.removePerson({ id: person.id })
      await again()
    },
  }
}
