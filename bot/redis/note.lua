-- What was sent counts as of so long ago, whether or not there was room, and whether or not it is known.
-- KEYS: budgets. ARGV: id, cost before, cost now, age, then how long to keep each budget. Microseconds.
local time = redis.call('TIME')
local counted = time[1] * 1000000 + time[2] - ARGV[4]
for index, key in ipairs(KEYS) do
    for number = 1, math.max(ARGV[2], ARGV[3]) do
        local member = ARGV[1] .. ':' .. number
        if number <= tonumber(ARGV[3]) then
            redis.call('ZADD', key, string.format('%.0f', counted), member)
        else
            redis.call('ZREM', key, member)
        end
    end
    redis.call('PEXPIRE', key, math.ceil(ARGV[4 + index] / 1000))
end
