namespace Streaq.Storage.Redis;

/// <summary>
/// The entries that a worker received and has not settled. Other entries that are pending for it were lost: their answer never came, or a
/// replica without an acknowledged outcome took over.
/// </summary>
internal sealed class HeldEntries
{
    private readonly Lock _gate = new();

    /// <summary>
    /// For each entry, whether it was settled during a search for lost entries. The search may still find such an entry.
    /// </summary>
    private readonly Dictionary<Entry, bool> _entries = new(new EntryComparer());

    private bool _isLooking;

    /// <summary>Rises when the server is another one, or was away: it may have lost data.</summary>
    public int Epoch { get; private set; }

    /// <returns><see langword="false"/> when it is held, or has just been settled.</returns>
    public bool TryAdd(Delivery delivery)
    {
        lock (_gate)
        {
            return _entries.TryAdd(new(delivery.Message.Priority, delivery.Receipt), value: false);
        }
    }

    public void Add(ICollection<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                _entries[new(delivery.Message.Priority, delivery.Receipt)] = false;
            }
        }
    }

    /// <summary>Removes an entry that was settled or taken away.</summary>
    /// <param name="delivery">The entry.</param>
    /// <param name="epoch">The <see cref="Epoch"/> in which that was written. In another one, the server may not know of it.</param>
    public void Remove(Delivery delivery, int epoch)
    {
        lock (_gate)
        {
            var entry = new Entry(delivery.Message.Priority, delivery.Receipt);
            if (_isLooking && epoch == Epoch)
            {
                _entries[entry] = true;
            }
            else
            {
                _entries.Remove(entry);
            }
        }
    }

    /// <summary>Called when the server is another one, or was away: it may have lost settlements.</summary>
    public void BeginEpoch()
    {
        lock (_gate)
        {
            Epoch++;
            RemoveSettled();
        }
    }

    /// <summary>Begins or ends a search for lost entries.</summary>
    public void Look(bool isLooking)
    {
        lock (_gate)
        {
            _isLooking = isLooking;
            if (!isLooking)
            {
                RemoveSettled();
            }
        }
    }

    private void RemoveSettled()
    {
        foreach (var (entry, isSettled) in _entries)
        {
            if (isSettled)
            {
                _entries.Remove(entry);
            }
        }
    }

    private readonly record struct Entry(string Priority, byte[] Id);

    /// <summary>Compares the priority as well: entries of two streams may have the same id.</summary>
    private sealed class EntryComparer : IEqualityComparer<Entry>
    {
        public bool Equals(Entry x, Entry y) =>
            x.Id.AsSpan().SequenceEqual(y.Id) && string.Equals(x.Priority, y.Priority, StringComparison.Ordinal);

        public int GetHashCode(Entry entry)
        {
            var hash = default(HashCode);
            hash.AddBytes(entry.Id);
            return hash.ToHashCode();
        }
    }
}
