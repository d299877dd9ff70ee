using Streaq.Execution;

namespace Streaq;

/// <summary>How a worker treats the attempts of one task.</summary>
public partial class TaskMapping
{
    private readonly TaskSettings _settings;
    private readonly Type _argument;

    internal TaskMapping(TaskSettings settings, Type argument) => (_settings, _argument) = (settings, argument);

    /// <summary>Fails an attempt that runs longer. Default: no timeout.</summary>
    /// <param name="timeout">The longest time, positive and at most 30 days.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than timers can wait.</exception>
    public TaskMapping WithTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(30));
        _settings.Timeout = timeout;
        return this;
    }

    /// <summary>How many attempts a task has, retries and deliveries to workers that died included. Default: 3.</summary>
    /// <param name="attempts">At least 1.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public TaskMapping WithMaxAttempts(int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        _settings.MaxAttempts = attempts;
        return this;
    }

    /// <summary>How long outcome and result are kept. Default: 5 minutes.</summary>
    /// <param name="ttl">
    /// Zero: not stored at all, though a waiting client still gets the result; <see langword="null"/>: kept for ever.
    /// </param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TaskMapping WithResultTtl(TimeSpan? ttl)
    {
        if (ttl is { } value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(ttl));
        }

        _settings.ResultTtl = ttl;
        return this;
    }
}
