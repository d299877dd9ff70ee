using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Streaq;

namespace Docs;

/// <summary>The correct code on the pages of the analyzers.</summary>
internal static class AnalyzerFixes
{
    public static void MapWhatFits(StreaqBuilder streaq)
    {
        #region fit
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        #endregion
    }

    public static void MapOneArgument(StreaqBuilder streaq)
    {
        #region one-argument
        streaq.Map(RenameTasks.Rename, (Renaming files) => File.Move(files.From, files.To));
        #endregion
    }

    public static void MapAwaited(StreaqBuilder streaq)
    {
        #region awaited
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, IReceiptMail mail) => await mail.SendAsync(receipt));
        #endregion
    }

    public static async Task EnqueueAsync(IStreaqClient client)
    {
        #region enqueue
        var words = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        Console.WriteLine($"{await words.ResultAsync()} words");
        #endregion
    }

    public static void MapWithToken(StreaqBuilder streaq)
    {
        #region token
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, IStreaqClient client, CancellationToken cancellationToken) =>
            await client.EnqueueAsync(Tasks.CountWords, receipt.To, cancellationToken: cancellationToken));
        #endregion
    }

    public static void MapWithoutBlocking(StreaqBuilder streaq)
    {
        #region delay
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, IReceiptMail mail, CancellationToken cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            await mail.SendAsync(receipt);
        });
        #endregion
    }

    public static void AddLetting(StreaqBuilder streaq, ILogger logger)
    {
#pragma warning disable CA1848, CA1873 // The page needs a short example.
        #region filter
        streaq.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (e is not (StreaqRetryException or StreaqSnoozeException))
            {
                logger.LogError(e, "{Task} failed, which does not matter", context.TaskName);
            }
        });
        #endregion
#pragma warning restore CA1848, CA1873
    }
}

internal interface IReceiptMail
{
    Task SendAsync(Receipt receipt);
}

#region renaming
internal static class RenameTasks
{
    public static readonly TaskDefinition<Renaming> Rename = new("files.rename");
}

internal sealed record Renaming(string From, string To);
#endregion

#region names
internal static class PictureTasks
{
    public static readonly TaskDefinition<string> Crop = new("pictures.crop");
    public static readonly TaskDefinition<string> Turn = new("pictures.turn");
}
#endregion

#region listed
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class PayloadJson : JsonSerializerContext;
#endregion
