using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Streaq.Tasks;

/// <summary>Collects the rules that options break, so that one start of the host reports all of them.</summary>
/// <param name="owner">The class of the options.</param>
/// <param name="queue">The name that the queue was added under; <see langword="null"/> for the one without.</param>
internal sealed class OptionRules(string owner, string? queue)
{
    private readonly List<string> _broken = [];

    public ValidateOptionsResult Result => _broken.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_broken);

    public void AtLeast<T>(T value, T least, [CallerArgumentExpression(nameof(value))] string option = "") where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0)
        {
            Break(option, $"is {Text(value)}; it must be at least {Text(least)}");
        }
    }

    public void AtMost<T>(T value, T most, [CallerArgumentExpression(nameof(value))] string option = "") where T : IComparable<T>
    {
        if (value.CompareTo(most) > 0)
        {
            Break(option, $"is {Text(value)}; it must be at most {Text(most)}");
        }
    }

    public void MoreThan<T>(T value, T bound, [CallerArgumentExpression(nameof(value))] string option = "") where T : IComparable<T>
    {
        if (value.CompareTo(bound) <= 0)
        {
            Break(option, $"is {Text(value)}; it must be more than {Text(bound)}");
        }
    }

    public void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string option = "") where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Break(option, $"is {value}; it must be one of {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    /// <summary>Checks a name that becomes part of keys, spans and log lines.</summary>
    public void Name(string? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (WireName.Mistake(value) is { } mistake)
        {
            Break(option, mistake);
        }
    }

    /// <param name="option">The option's name.</param>
    /// <param name="mistake">The end of a sentence that begins with the option's name.</param>
    public void Break(string option, string mistake) =>
        _broken.Add($"{owner}.{option}{(queue is null ? "" : $" of the queue added as '{queue}'")} {mistake}.");

    private static string Text<T>(T value) => value switch
    {
        TimeSpan time => time.ToString("c"),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
