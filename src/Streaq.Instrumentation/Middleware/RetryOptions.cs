namespace Streaq;

/// <summary>Options of <see cref="RetryMiddleware"/>: when it retries a failed task, and how long the task waits.</summary>
public sealed class RetryOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>
    /// The attempt after which the middleware gives up, at least 1. It can only lower the task's own limit, <c>WithMaxAttempts</c>
    /// (default 3). Default: <see langword="null"/>, the task's own limit.
    /// </summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The wait after the first attempt, before jitter; not negative. Default: 1 second.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The factor by which each wait is longer than the one before, at least 1. Default: 2.</summary>
    public double Factor { get; set; } = 2;

    /// <summary>The longest wait, from <see cref="BaseDelay"/> to 365 days. Default: 5 minutes.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The random part of each wait, from 0 to 1. It spreads the retries of tasks that failed together. With 0.5, a wait of 8 seconds
    /// becomes one between 4 and 8 seconds. Default: 0.5.
    /// </summary>
    public double Jitter { get; set; } = 0.5;

    /// <summary>
    /// Returns whether an exception is worth another attempt. When it throws itself, that counts as <see langword="true"/>. Default: always
    /// <see langword="true"/>.
    /// </summary>
    public Func<Exception, bool> ShouldRetry { get; set; } = static _ => true;

    internal void Validate()
    {
        if (MaxAttempts is { } attempts)
        {
            ThrowUnless(attempts >= 1, nameof(MaxAttempts), attempts, "must be at least 1");
        }

        ThrowUnless(BaseDelay >= TimeSpan.Zero, nameof(BaseDelay), BaseDelay, "must not be negative");
        ThrowUnless(MaxDelay >= BaseDelay, nameof(MaxDelay), MaxDelay, "must not be less than BaseDelay");
        ThrowUnless(MaxDelay <= Longest, nameof(MaxDelay), MaxDelay, $"must not be more than {Longest.TotalDays} days");
        ThrowUnless(Factor >= 1 && double.IsFinite(Factor), nameof(Factor), Factor, "must be at least 1");
        ThrowUnless(Jitter is >= 0 and <= 1, nameof(Jitter), Jitter, "must be between 0 and 1");
        ArgumentNullException.ThrowIfNull(ShouldRetry);
    }

    private static void ThrowUnless(bool valid, string name, object value, string rule)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"RetryOptions.{name} {rule}.");
        }
    }
}
