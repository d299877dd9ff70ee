namespace Streaq.Tasks;

/// <summary>The reason why the search for losses is safe in a trimmed program.</summary>
internal static class LessIsSeen
{
    public const string Reason =
        "Trimming keeps what JSON writes for the application's JsonSerializerContext. Other members that it removes are not reported.";
}
