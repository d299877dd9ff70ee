-- read_dead_letters: reads many dead letters without the fields that may be large: the body and the stack trace.
-- KEYS[1] prefix of dead letters (same slot)
-- ARGV    ids of tasks
-- Answer: per id the names and values, none when there is no such dead letter.
-- only reads
local answer = {}
for i, id in ipairs(ARGV) do
  local names, letter = {}, {}
  for _, name in ipairs(redis.call('HKEYS', KEYS[1] .. id)) do
    if name ~= 'body' and name ~= 'error_stack' then
      names[#names + 1] = name
    end
  end
  if #names > 0 then
    for j, value in ipairs(redis.call('HMGET', KEYS[1] .. id, unpack(names))) do
      letter[#letter + 1] = names[j]
      letter[#letter + 1] = value
    end
  end
  answer[i] = letter
end
return answer
