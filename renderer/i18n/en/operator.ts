/** Who works at this console. */
export const operator = {
  title: 'Who works here?',
  text: 'People of a control room often share one user of the computer. This name owns the alarms you take and stands in the audit beside that user, on this console, until somebody changes it.',
  name: 'Your name',
  hint: 'Empty: the user of the computer',
  save: 'Save',
  cancel: 'Cancel',
};
