using System.CommandLine;
using System.Globalization;

namespace Streaq.Tool;

/// <summary>An option that is a length of time: a whole number with a unit.</summary>
internal static class AgeOption
{
    private const int MostDays = 36_500;

    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given =>
        {
            if (Parse(given.Tokens[0].Value) is { } age)
            {
                return age;
            }

            given.AddError($"{name} is a number with s, m, h or d for its unit, such as 30m.");
            return null;
        },
    };

    private static TimeSpan? Parse(string text)
    {
        if (text.Length < 2
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        return unit * number is { TotalDays: <= MostDays } age ? age : null;
    }
}
