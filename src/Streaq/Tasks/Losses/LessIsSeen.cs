namespace Streaq.Tasks;

/// <summary>Why looking for losses may go on where trimming has removed what nothing uses.</summary>
internal static class LessIsSeen
{
    public const string Reason =
        "What JSON writes is kept for the application's JsonSerializerContext. Other members that are gone are not told of as a loss.";
}
