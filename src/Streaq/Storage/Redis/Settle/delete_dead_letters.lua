-- delete_dead_letters: deletes many dead letters.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] prefix of dead letters (same slot)
-- ARGV    ids of tasks
-- Answer: per id 1, or 0 when there was no such dead letter.
-- uses: summaries
local answer = {}
for i, id in ipairs(ARGV) do
  redis.call('ZREM', KEYS[1], id)
  answer[i] = redis.call('DEL', KEYS[2] .. id)
end
drop_summaries(KEYS[1], ARGV)
return answer
