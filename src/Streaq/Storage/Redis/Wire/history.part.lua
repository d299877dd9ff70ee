-- uses: schema
-- Returns the field 'history' with one more line. It has the number of dropped lines, then a line for each attempt before the next.
local function with_attempt(history, attempt, began, ended, outcome, worker, trace)
  local dropped, lines = string.match(history or '', '^(%d+)(\n.*)$')
  if not dropped or #dropped > 9 then
    dropped, lines = 0, ''
  end
  local _, count = string.gsub(lines, '\n', '')
  while count >= 32 do
    lines = string.gsub(lines, '^\n[^\n]*', '', 1)
    dropped, count = dropped + 1, count - 1
  end
  return string.format('%d%s\n%d %.0f %.0f %s %s %s -', dropped, lines, attempt, began, math.max(0, ended - began), outcome, worker, trace)
end
