using System.CommandLine;
using System.Globalization;

namespace Streaq.Tool;

/// <summary>An option that is a number of seconds within bounds.</summary>
internal static class SecondsOption
{
    /// <param name="name">The name, with its dashes.</param>
    /// <param name="alias">The short name.</param>
    /// <param name="description">The text of the help.</param>
    /// <param name="seconds">The default, the least and the greatest value.</param>
    public static Option<double> Create(
        string name, string alias, string description, (double Default, double Least, double Most) seconds) =>
        new(name, alias)
        {
            Description = description,
            DefaultValueFactory = _ => seconds.Default,
            CustomParser = given =>
            {
                if (double.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
                    && value >= seconds.Least && value <= seconds.Most)
                {
                    return value;
                }

                given.AddError(FormattableString.Invariant($"{name} must be from {seconds.Least} to {seconds.Most} seconds."));
                return default;
            },
        };
}
