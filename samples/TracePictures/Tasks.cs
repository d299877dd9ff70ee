using System.Diagnostics;
using Streaq;

namespace TracePictures;

/// <summary>The tasks of the pictures, with realistic durations.</summary>
internal static class Tasks
{
    public static readonly ActivitySource Source = new("Shop");
    public static readonly TaskDefinition<string, string> Confirm = new("orders.confirm");
    public static readonly TaskDefinition<string, string> Receipt = new("receipts.send");
    public static readonly TaskDefinition<string> Charge = new("cards.charge");
    public static readonly TaskDefinition<string> Resize = new("images.resize");
    public static readonly TaskDefinition<string> Album = new("albums.publish");

    public static void Map(StreaqBuilder streaq)
    {
        streaq.Map(Confirm, async (string order, IStreaqClient client, CancellationToken cancellationToken) =>
        {
            using (Source.StartActivity("price order"))
            {
                await Task.Delay(25, cancellationToken);
            }

            return (await client.EnqueueAsync(Receipt, order, cancellationToken: cancellationToken)).Id;
        });
        streaq.Map(Receipt, async (string order, CancellationToken cancellationToken) =>
        {
            await Task.Delay(15, cancellationToken);
            return $"{order}: sent";
        });
        streaq.Map(Charge, async (string _, TaskContext context, CancellationToken cancellationToken) =>
        {
            await Task.Delay(20, cancellationToken);
            if (context.Attempt < 3)
            {
                throw new StreaqRetryException("The bank did not answer", delay: TimeSpan.FromMilliseconds(60 * context.Attempt));
            }
        });
        streaq.Map(Resize, (string name, CancellationToken cancellationToken) => Task.Delay(20 * name.Length, cancellationToken));
        streaq.Map(Album, (string _, CancellationToken cancellationToken) => Task.Delay(30, cancellationToken));
    }
}
