using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task about to be enqueued. Its times are relative or absolute, as the caller gave them; the store's clock decides.</summary>
/// <remarks>Batches hold one per task, so values that plain tasks do not have are in an object of their own.</remarks>
internal readonly record struct NewTask(TaskMessage Message)
{
    private readonly Terms? _terms;

    public TimeSpan? Delay
    {
        get => _terms?.Delay;
        init => _terms = value == Delay ? _terms : TermsOrNew with { Delay = value };
    }

    public DateTimeOffset? At
    {
        get => _terms?.At;
        init => _terms = value == At ? _terms : TermsOrNew with { At = value };
    }

    public TimeSpan? ExpiresIn
    {
        get => _terms?.ExpiresIn;
        init => _terms = value == ExpiresIn ? _terms : TermsOrNew with { ExpiresIn = value };
    }

    public string? DeduplicationKey
    {
        get => _terms?.DeduplicationKey;
        init => _terms = ReferenceEquals(value, DeduplicationKey) ? _terms : TermsOrNew with { DeduplicationKey = value };
    }

    /// <summary><see cref="At"/> in Unix milliseconds. A time before 1970 counts as 1970: stores have no number for it.</summary>
    public long? DueAt => At is { } at ? Math.Max(0, at.ToUnixTimeMilliseconds()) : null;

    public bool IsScheduled => Delay is not null || At is not null;

    private Terms TermsOrNew => _terms ?? Terms.None;

    private sealed record Terms(TimeSpan? Delay, DateTimeOffset? At, TimeSpan? ExpiresIn, string? DeduplicationKey)
    {
        public static readonly Terms None = new(null, null, null, null);
    }
}
