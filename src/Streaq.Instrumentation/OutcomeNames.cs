namespace Streaq.Instrumentation;

/// <summary>The values of the attribute <c>streaq.outcome</c>.</summary>
internal static class OutcomeNames
{
    private static readonly string[] Names = [.. Enum.GetValues<TaskOutcome>().Select(Name)];

    public static string For(TaskOutcome outcome) => Names[(int)outcome];

    public static bool TryParse(string name, out TaskOutcome outcome)
    {
        var index = Array.IndexOf(Names, name);
        outcome = (TaskOutcome)index;
        return index >= 0;
    }

    /// <summary><c>LeaseLost</c> is <c>lease_lost</c>.</summary>
    private static string Name(TaskOutcome outcome) => string.Concat(outcome.ToString().Select(
        (letter, place) => $"{(char.IsUpper(letter) && place > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}"));
}
