using System.Security.Cryptography;
using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>What a task's attempts wait for before they begin: as it was mapped.</summary>
internal sealed class TaskLimits
{
    private readonly List<LimitRule> _rules = [];

    /// <summary>Whether one instance runs at a time, and of what; <see langword="null"/> when any number may.</summary>
    public UniqueRule? Unique { get; set; }

    private bool NeedsArgument => Unique?.KeyOf is not null || _rules.Exists(rule => rule.KeyOf is not null);

    /// <summary>Adds a limit. One of the same kind, with a key or without, gives way to it.</summary>
    public void Add(LimitRule rule)
    {
        _rules.RemoveAll(other => other.Kind == rule.Kind && other.KeyOf is null == rule.KeyOf is null);
        _rules.Add(rule);
    }

    /// <param name="task">The task's name.</param>
    /// <param name="argument">Gives the argument; called when a key depends on it.</param>
    /// <exception cref="InvalidOperationException">A key is null or empty.</exception>
    public StartConditions ConditionsOf(string task, Func<object?> argument)
    {
        var value = NeedsArgument ? argument() : null;
        return new(
            Unique is { } unique ? Name(task, unique.KeyOf, value) : null,
            [.. _rules.Select(rule => new Limit($"{rule.Kind}:{Name(task, rule.KeyOf, value)}", rule.Most, rule.Period))]);
    }

    private static string Name(string task, Func<object?, string?>? keyOf, object? argument)
    {
        if (keyOf is null)
        {
            return task;
        }

        var key = keyOf(argument);
        if (string.IsNullOrEmpty(key))
        {
            throw new InvalidOperationException(
                $"Task '{task}': the key of its limit, taken from its argument, is {(key is null ? "null" : "empty")}.");
        }

        // A key may be any text, a name in the store may not.
        return $"{task}:{(WireName.IsValid(key) ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))))}";
    }
}

/// <summary>A limit of a task's attempts.</summary>
/// <param name="Kind">One letter, which goes before its name in the store.</param>
/// <param name="Most">How many.</param>
/// <param name="Period">Starts per this time; <see langword="null"/>: attempts at a time.</param>
/// <param name="KeyOf">Takes the key from the argument; <see langword="null"/> when all tasks of the name share the limit.</param>
internal sealed record LimitRule(char Kind, int Most, TimeSpan? Period, Func<object?, string?>? KeyOf)
{
    private const char Concurrency = 'c';
    private const char Rate = 'r';

    /// <summary>The most permits of one limit, so that what the store keeps of it stays small.</summary>
    private const int MostPermits = 100_000;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(7);

    /// <summary>So many attempts at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public static LimitRule AtATime(int limit, Func<object?, string?>? keyOf)
    {
        Check(limit);
        return new(Concurrency, limit, Period: null, keyOf);
    }

    /// <summary>So many starts within a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    public static LimitRule Within(TimeSpan per, int limit, Func<object?, string?>? keyOf)
    {
        Check(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(per, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(per, LongestPeriod);
        return new(Rate, limit, per, keyOf);
    }

    private static void Check(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPermits);
    }
}

/// <summary>That one instance of a task runs at a time.</summary>
/// <param name="KeyOf">Takes from the argument of what there is one instance; <see langword="null"/>: of the task.</param>
internal sealed record UniqueRule(Func<object?, string?>? KeyOf);
